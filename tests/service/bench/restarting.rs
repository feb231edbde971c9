//! A PostgreSQL of one test that can be stopped and started again, reached over TCP as an operator's is: while it is
//! stopped, connections are refused.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use sqlx::{Connection as _, PgConnection};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::task::JoinHandle;
use vestibule::db::embedded::EmbeddedPostgres;

use super::database::{free_cluster, runtime, start_in};

const NAME: &str = "restarting";

/// The database, its cluster, and the way to it.
pub struct RestartingDatabase {
    cluster: Option<EmbeddedPostgres>,
    directory: PathBuf,
    address: SocketAddr,
    way: JoinHandle<()>,
}

impl RestartingDatabase {
    /// An empty one.
    pub async fn fresh() -> Self {
        let (cluster, directory) = free_cluster("restart").await;
        let options = cluster.connect_options("postgres");
        let mut connection = PgConnection::connect_with(&options).await.unwrap();
        for statement in ["drop database if exists restarting with (force)", "create database restarting"] {
            sqlx::query(statement).execute(&mut connection).await.unwrap();
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let way = open_way(listener, &cluster);
        Self { cluster: Some(cluster), directory, address, way }
    }

    /// The address for a node.
    pub fn url(&self) -> String {
        format!("postgres://vestibule@{}/{NAME}?sslmode=disable", self.address)
    }

    /// A connection past any service.
    pub async fn connect(&self) -> PgConnection {
        let options = self.cluster.as_ref().unwrap().connect_options(NAME);
        PgConnection::connect_with(&options).await.unwrap()
    }

    /// Stops PostgreSQL, which ends every connection.
    pub async fn stop(&mut self) {
        self.way.abort();
        self.cluster.take().unwrap().stop().await.unwrap();
    }

    /// Starts it again at the same address.
    pub async fn start(&mut self) {
        let cluster = start_in(&self.directory).await.unwrap();
        self.way = open_way(TcpListener::bind(self.address).await.unwrap(), &cluster);
        self.cluster = Some(cluster);
    }
}

impl Drop for RestartingDatabase {
    fn drop(&mut self) {
        self.way.abort();
    }
}

/// Leads every connection on to the socket of the cluster.
fn open_way(listener: TcpListener, cluster: &EmbeddedPostgres) -> JoinHandle<()> {
    let options = cluster.connect_options(NAME);
    let socket = options.get_socket().unwrap().join(".s.PGSQL.5432");
    // Accepting and leading are for the runtime that outlives a test's own.
    let listener = listener.into_std().unwrap();
    let _runtime = runtime().enter();
    let listener = TcpListener::from_std(listener).unwrap();
    runtime().spawn(async move {
        while let Ok((incoming, _)) = listener.accept().await {
            tokio::spawn(lead(incoming, socket.clone()));
        }
    })
}

async fn lead(mut incoming: TcpStream, socket: PathBuf) {
    if let Ok(mut outgoing) = UnixStream::connect(socket).await {
        drop(tokio::io::copy_bidirectional(&mut incoming, &mut outgoing).await);
    }
}

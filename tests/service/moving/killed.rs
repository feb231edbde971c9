//! An import that is killed (SIGKILL) in the middle and begun again: nothing twice, nothing lost.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Mover, bcrypt_of_password, counts};

const ROWS: i64 = 40_000;

#[tokio::test]
async fn killed_in_the_middle_and_begun_again_it_has_everybody_once() {
    let mover = Mover::new().await;
    let mut text = String::from("email,verified,password_hash,customer_id\n");
    for number in 0..ROWS {
        writeln!(text, "person{number}@example.com,true,{},Customer{number}", bcrypt_of_password()).unwrap();
    }
    let (file, settings) =
        (mover.file("customers.csv", text), mover.file("vestibule.toml", mover.settings()));
    let mut killed = 0;
    while killed < 3 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .args(["import", "customers", "--organization", "acme"])
            .arg(&file)
            .arg("--config")
            .arg(&settings)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let before = mover.count("accounts").await;
        while child.try_wait().unwrap().is_none() && mover.count("accounts").await <= before {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        child.kill().unwrap();
        let ended = child.wait().unwrap();
        assert!(!ended.success(), "it was quicker than the kill");
        killed += 1;
    }
    let (accounts, passwords) = (mover.count("accounts").await, mover.count("passwords").await);
    assert!(accounts > 0 && accounts < ROWS, "{accounts}: in the middle");
    assert_eq!(
        (passwords, mover.count("customers").await),
        (accounts, accounts),
        "each wholly or not at all"
    );
    let summary = mover.import(&file, &[]).await;
    let [read, imported, present, rejected] = counts(&summary).map(u64::cast_signed);
    assert_eq!((read, rejected), (ROWS, 0));
    assert_eq!((imported + present, present), (ROWS, accounts));
    for table in ["accounts", "passwords", "customers where linked_at is not null"] {
        assert_eq!(mover.count(table).await, ROWS, "{table}");
    }
}

//! An import of generated rows, each with an address, a bcrypt hash and a customer, by the binary as a process of its own.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::Outcome;
use crate::figures::Figures;
use crate::plan::Plan;
use crate::world::World;

const HASH: &str = "$2b$04$fWchaBKUEXeMjMXOSl1bPeALlAVthvMZtahNGVtFtsX8S6KKvAk9u";

/// Rows per second from the start of the command to its end, and the most memory that it ever had.
pub async fn measure(world: &World, plan: &Plan, figures: &mut Figures) -> Outcome<()> {
    let (settings, file) = (world.write_settings("")?, world.folder.join("customers.csv"));
    generate(&file, plan.imported)?;
    let began = std::time::Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_vestibule"))
        .args(["import", "customers", "--organization", "acme", "--json"])
        .arg(&file)
        .arg("--config")
        .arg(&settings)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut peak = 0.0_f64;
    while child.try_wait()?.is_none() {
        peak = peak.max(peak_of(&child).unwrap_or(0.0));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let took = began.elapsed().as_secs_f64();
    fs::remove_file(&file)?;
    let mut said = String::new();
    child.stdout.take().ok_or("no output")?.read_to_string(&mut said)?;
    let imported = serde_json::from_str::<Value>(&said)?["imported"].as_u64().unwrap_or(0);
    let missing = plan.imported - usize::try_from(imported)?;
    if missing > 0 {
        figures.fail_for("import", "rows are missing", missing);
    }
    figures.put("import_rows_per_s", crate::load::count(plan.imported) / took);
    figures.put("import_peak_mb", peak);
    Ok(())
}

fn generate(file: &Path, rows: usize) -> Outcome<()> {
    let mut out = BufWriter::new(File::create(file)?);
    writeln!(out, "email,email_verified,password_hash,customer_id,language,created_at")?;
    let mut line = String::new();
    for number in 0..rows {
        line.clear();
        writeln!(line, "person{number}@example.com,true,{HASH},Customer{number},en,2020-01-02T03:04:05Z")?;
        out.write_all(line.as_bytes())?;
    }
    Ok(out.flush()?)
}

/// The most memory that a process had until now, in MB.
fn peak_of(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(kilobytes.trim().trim_end_matches(" kB").parse::<f64>().ok()? * 1024.0 / 1e6)
}

//! The figures for the terminal.

use crate::figures::Figures;

/// What every run owes, measured or not.
pub const PROMISED: [&str; 14] = [
    "token_memory_cpu_us",
    "token_postgres_cpu_us",
    "token_guest_cpu_us",
    "session_cpu_us",
    "signin_vs_argon2",
    "signin_p95_ms",
    "idle_mb",
    "ready_ms",
    "import_rows_per_s",
    "import_peak_mb",
    "control_bare_cpu_us_before",
    "control_bare_cpu_us_after",
    "control_select_cpu_us_before",
    "control_select_cpu_us_after",
];

/// A figure, what it should be, and whether that is the most or the least.
struct Aim {
    key: &'static str,
    words: &'static str,
    limit: f64,
    at_most: bool,
}

const AIMS: [Aim; 6] = [
    Aim { key: "token_memory_cpu_us", words: "CPU of a token from memory, µs", limit: 60.0, at_most: true },
    Aim {
        key: "token_postgres_cpu_us",
        words: "CPU of a token from Postgres, µs",
        limit: 200.0,
        at_most: true,
    },
    Aim { key: "signin_vs_argon2", words: "sign-ins against argon2 alone", limit: 0.9, at_most: false },
    Aim {
        key: "signin_p95_ms",
        words: "p95 of a sign-in at a carried load, ms",
        limit: 250.0,
        at_most: true,
    },
    Aim { key: "idle_mb", words: "idle memory, MB", limit: 35.0, at_most: true },
    Aim { key: "ready_ms", words: "start to first ready answer, ms", limit: 300.0, at_most: true },
];

/// Prints everything.
pub fn print(figures: &Figures) {
    println!("\nRequests in a closed loop      CPU µs     req/s    p50 ms    p99 ms    MB after");
    for (name, when) in &figures.traffic {
        let value = |what: &str| shown(figures.get(&format!("{name}_{what}{when}")), 8);
        println!(
            "{:<28} {} {}  {}  {}  {}",
            format!("{name}{}", when.replace('_', " ")),
            value("cpu_us"),
            value("rps"),
            value("p50_ms"),
            value("p99_ms"),
            value("memory_mb"),
        );
    }
    println!("\nSign-ins");
    for (words, key) in SIGN_INS {
        println!("{words:<44} {}", shown(figures.get(key), 9));
    }
    println!("\nImport");
    for (words, key) in [("rows/s", "import_rows_per_s"), ("most memory, MB", "import_peak_mb")] {
        println!("{words:<44} {}", shown(figures.get(key), 9));
    }
    println!("\nAims                                          figure       aim");
    for aim in &AIMS {
        println!("{}", line(aim, figures));
    }
    for (key, why) in figures.doubts() {
        println!("DOUBTFUL {key}: {why}");
    }
    println!("\nParameters: {}", figures.parameters());
    if figures.failures.is_empty() {
        println!("Failures: none");
    }
    for (reason, times) in &figures.failures {
        println!("FAILED {times} times: {reason}");
    }
}

const SIGN_INS: [(&str, &str); 16] = [
    ("argon2 alone before, hashes/s", "control_argon2_per_s_before"),
    ("argon2 alone after, hashes/s", "control_argon2_per_s_after"),
    ("as many as go, sign-ins/s", "signin_per_s"),
    ("rounds between steady ceilings", "signin_rounds_steady"),
    ("lowest of them, against argon2", "signin_vs_argon2_lowest"),
    ("highest of them, against argon2", "signin_vs_argon2_highest"),
    ("CPU of one hash alone, ms", "control_argon2_cpu_ms"),
    ("CPU of one sign-in, ms", "signin_cpu_ms"),
    ("at the carried load, sign-ins/s", "signin_carried_per_s"),
    ("that is this part of the ceiling", "signin_carried_part"),
    ("in the flood: arrived", "signin_shed_arrived"),
    ("in the flood: signed in", "signin_shed_served"),
    ("in the flood: told to come again", "signin_shed_refused"),
    ("p95 of those signed in, ms", "signin_shed_served_p95_ms"),
    ("p95 of those told to come again, ms", "signin_shed_refused_p95_ms"),
    ("memory after it, MB", "signin_memory_mb"),
];

fn line(aim: &Aim, figures: &Figures) -> String {
    let value = figures.get(aim.key);
    let met = match value {
        None => "not measured",
        Some(_) if figures.doubts().contains_key(aim.key) => "doubtful",
        Some(value) if (value <= aim.limit) == aim.at_most || value.total_cmp(&aim.limit).is_eq() => "yes",
        Some(_) => "no",
    };
    let sign = if aim.at_most { "≤" } else { "≥" };
    format!("{:<42} {}    {sign} {:<6} {met}", aim.words, shown(value, 9), aim.limit)
}

fn shown(value: Option<f64>, width: usize) -> String {
    let text = match value {
        None => "–".to_owned(),
        Some(value) if value < 10.0 => format!("{value:.2}"),
        Some(value) if value < 1000.0 => format!("{value:.1}"),
        Some(value) => format!("{value:.0}"),
    };
    format!("{text:>width$}")
}

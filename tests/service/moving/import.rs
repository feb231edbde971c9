//! `vestibule import customers`: what it takes, what it refuses, and that it never changes what is there.

use super::{Mover, bcrypt_of_password, counts};

#[tokio::test]
async fn a_file_is_imported_once_however_often_it_is_read() {
    let mover = Mover::new().await;
    let hash = bcrypt_of_password();
    let text = format!(
        "Email,email_verified,passwordHash,customer_id,locale,created_at,name\n\
         grace@example.com,true,{hash},AbCdEfGhIj,it,2020-01-02T03:04:05Z,\"Hopper, Grace\"\n\
         ada@example.com,true,,,en,,Ada\n\
         mary@example.com,false,{hash},ZzZzZzZzZz,,,Mary\n"
    );
    let file = mover.file("customers.csv", text);
    let dry = mover.import(&file, &["--dry-run"]).await;
    assert_eq!(counts(&dry), [3, 3, 0, 0]);
    assert_eq!(mover.count("accounts").await, 0);
    let first = mover.import(&file, &[]).await;
    assert_eq!(counts(&first), [3, 3, 0, 0]);
    assert_eq!((&first["without_password"], &first["unverified"]), (&1.into(), &1.into()));
    assert_eq!(counts(&mover.import(&file, &[]).await), [3, 0, 3, 0]);
    assert_eq!(
        mover.count("accounts where email_verified_at is not null and language in ('it', 'en')").await,
        2
    );
    assert_eq!(mover.count("accounts where created_at = '2020-01-02T03:04:05Z'").await, 1);
    assert_eq!(mover.count("passwords").await, 2);
    assert_eq!(mover.count("customers where customer_id = 'AbCdEfGhIj'").await, 1);
    assert_eq!(mover.count("customers").await, 2, "an address that nobody has proven has no customer");
    assert_eq!(mover.count("customers where next_attempt_at is not null").await, 0, "nobody is called");
}

#[tokio::test]
async fn an_account_that_is_there_is_never_changed_by_a_file() {
    let mover = Mover::new().await;
    let file = mover.file("first.jsonl", r#"{"email":"grace@example.com","email_verified":false}"#);
    assert_eq!(counts(&mover.import(&file, &[]).await), [1, 1, 0, 0]);
    let line = format!(
        r#"{{"email":"GRACE@example.com","email_verified":true,"passwordHash":"{}","customer_id":"AbCdEfGhIj"}}"#,
        bcrypt_of_password()
    );
    let file = mover.file("second.jsonl", line);
    assert_eq!(counts(&mover.import(&file, &[]).await), [1, 0, 1, 0]);
    assert_eq!(mover.count("accounts where email_verified_at is null").await, 1);
    assert_eq!(mover.count("passwords").await + mover.count("customers").await, 0);
}

#[tokio::test]
async fn only_rows_that_say_so_are_verified_unless_the_operator_says_it() {
    let mover = Mover::new().await;
    let text = "email;verified\na@example.com;\nb@example.com;no\nc@example.com;yes\nd@example.com;perhaps\n";
    let file = mover.file("customers.csv", text);
    assert_eq!(counts(&mover.import(&file, &[]).await), [4, 3, 0, 1]);
    assert_eq!(mover.count("accounts where email_verified_at is not null").await, 1);
    let others = mover.file("others.csv", text.replace("example.com", "example.org"));
    mover.import(&others, &["--verified"]).await;
    assert_eq!(mover.count("accounts where email_verified_at is not null").await, 3, "a no stays a no");
}

#[tokio::test]
async fn k19_formulas_long_lines_and_addresses_that_differ_in_case_do_no_harm() {
    let mover = Mover::new().await;
    let long = "x".repeat(3 << 20);
    let text = format!(
        "email,email_verified,name\n\
         =cmd|' /C calc'!A0,true,x\n\
         grace@example.com,true,\"=HYPERLINK(\"\"https://evil.example\"\")\"\n\
         Grace@Example.COM,true,twice\n\
         {long},true,x\n\
         ada@example.com,true,\"a name\nof two lines\"\n\
         broken@example.com,\"true,x\n\
         mary@example.com,true\n\
         joan@example.com,true,Joan\n"
    );
    let (file, rejects) = (mover.file("customers.csv", text), mover.path("rejects.csv"));
    let summary = mover.import(&file, &["--rejects", rejects.to_str().unwrap()]).await;
    assert_eq!(counts(&summary), [8, 3, 1, 4]);
    let rejects = std::fs::read_to_string(rejects).unwrap();
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(lines[0], "line,reason");
    for (line, begins) in lines[1..].iter().zip(["2,", "5,", "8,", "9,"]) {
        assert!(line.starts_with(begins), "{rejects}");
    }
    assert!(!rejects.contains('@') && !rejects.contains("cmd"), "{rejects}");
}

#[tokio::test]
async fn e10_hashes_that_would_cost_too_much_are_refused_and_not_repeated() {
    let mover = Mover::new().await;
    let hostile = format!("$2b$31${}", "a".repeat(53));
    let text = format!(
        "{{\"email\":\"a@example.com\",\"password_hash\":\"{hostile}\"}}\n\
         {{\"email\":\"b@example.com\",\"password_hash\":\"correct horse\"}}\n\
         {{\"email\":\"c@example.com\",\"password_hash\":{{\"deep\":[]}}}}\n\
         {{\"email\":\"d@example.com\"\n[]\n\
         {{\"email\":\"e@example.com\",\"customer_id\":\"../orders\"}}\n"
    );
    let (file, rejects) = (mover.file("customers.jsonl", text), mover.path("rejects.csv"));
    let summary = mover.import(&file, &["--rejects", rejects.to_str().unwrap()]).await;
    assert_eq!(counts(&summary), [6, 0, 0, 6]);
    let rejects = std::fs::read_to_string(rejects).unwrap();
    assert!(rejects.contains("1,\"the password hash is too expensive to check"), "{rejects}");
    assert!(!rejects.contains("$2b$") && !rejects.contains("horse"), "{rejects}");
}

#[tokio::test]
async fn a_customer_that_belongs_to_another_account_is_given_to_nobody_else() {
    let mover = Mover::new().await;
    let text = "email,verified,customer_id\na@example.com,true,AbCdEfGhIj\nb@example.com,true,AbCdEfGhIj\n";
    let file = mover.file("customers.csv", text);
    assert_eq!(counts(&mover.import(&file, &[]).await), [2, 1, 0, 1]);
    let file = mover.file("later.csv", "email,verified,customer_id\nc@example.com,true,AbCdEfGhIj\n");
    assert_eq!(counts(&mover.import(&file, &[]).await), [1, 0, 0, 1]);
    assert_eq!(mover.count("accounts").await, 1);
}

#[tokio::test]
async fn firebase_and_auth0_exports_are_read_as_they_are() {
    let mover = Mover::new().await;
    let vectors = include_str!("../../hashes/vectors.tsv");
    let vector = vectors.lines().find(|line| line.starts_with("firebase's own")).unwrap();
    let cells: Vec<&str> = vector.split('\t').collect();
    let config = mover.file("hash-config", cells[1]);
    let line = format!(
        r#"{{"localId":"1","email":"f@example.com","emailVerified":true,"passwordHash":"{}","salt":"{}","createdAt":"1486324266000"}}"#,
        cells[3], cells[2]
    );
    let file = mover.file("firebase.jsonl", line);
    let summary = mover.import(&file, &["--algorithm", &format!("@{}", config.display())]).await;
    assert_eq!(counts(&summary), [1, 1, 0, 0]);
    assert_eq!(mover.count("passwords where hash like '$firebase-scrypt$%'").await, 1);
    let line = format!(
        r#"{{"_id":{{"$oid":"1"}},"email":"g@example.com","email_verified":true,"passwordHash":"{}","created_at":{{"$date":"2020-01-02T03:04:05Z"}}}}"#,
        bcrypt_of_password()
    );
    let file = mover.file("auth0.jsonl", line);
    assert_eq!(counts(&mover.import(&file, &[]).await), [1, 1, 0, 0]);
    assert_eq!(mover.count("accounts where created_at = '2020-01-02T03:04:05Z'").await, 1);
}

#[tokio::test]
async fn customers_come_from_commerce_layer_page_by_page() {
    let mover = Mover::new().await;
    let there = mover.terminal.sandbox.customers("acme").len() as u64;
    assert!(there > 0);
    let arguments = ["import", "customers", "--from-commerce-layer", "--organization", "acme", "--json"];
    let said = mover.terminal.run_with(&mover.settings(), &arguments).await;
    assert_eq!(said.code, 0, "{}", said.err);
    let summary = serde_json::from_str(&said.out).unwrap();
    assert_eq!(counts(&summary), [there, there, 0, 0]);
    assert_eq!(mover.terminal.sandbox.token_calls(), 1);
    assert_eq!(mover.count("token_calls").await, 1, "it stands in the ledger");
    assert_eq!(
        mover.count("accounts where email_verified_at is not null").await,
        0,
        "nobody has proven them"
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_said_in_words() {
    let mover = Mover::new().await;
    let file = mover.file("customers.csv", "name,verified\nGrace,true\n");
    let file = file.to_str().unwrap();
    for (arguments, words) in [
        (&["--organization", "acme"][..], "the first line has no column email"),
        (&["--organization", "acem"], "They have: acme, globex."),
    ] {
        let arguments = [&["import", "customers", file][..], arguments].concat();
        let said = mover.terminal.run_with(&mover.settings(), &arguments).await;
        assert!(said.code == 1 && said.err.contains(words), "{}", said.err);
    }
}

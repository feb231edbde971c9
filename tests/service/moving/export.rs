//! `vestibule export`: nobody is locked in.

use std::os::unix::fs::PermissionsExt as _;

use super::{Mover, bcrypt_of_password, counts};

#[tokio::test]
async fn what_is_exported_is_imported_as_the_same_accounts() {
    let (mover, other) = tokio::join!(Mover::new(), Mover::new());
    let text = format!(
        "email,verified,password_hash,customer_id,language,created_at,locked,name\n\
         Grace@Example.com,true,{},AbCdEfGhIj,it,2020-01-02T03:04:05.678901Z,,\"Hopper, Grace\"\n\
         ada@example.com,false,,,en,2021-01-02T03:04:05Z,,\n\
         mary@example.com,true,,,en,2021-01-02T03:04:05Z,true,\n",
        bcrypt_of_password()
    );
    mover.import(&mover.file("customers.csv", text), &[]).await;
    let identity = "insert into identities (id, account_id, organization, issuer, subject, provider, linked_at, last_used_at)
                    select gen_random_uuid(), id, organization, 'https://id.example', 's1', 'example', now(), now()
                    from accounts where email = 'grace@example.com'";
    sqlx::query(identity).execute(&mut mover.database.connect().await).await.unwrap();

    let out = mover.path("all.jsonl");
    let arguments = ["export", "--organization", "acme", "--out", out.to_str().unwrap()];
    let said = mover.terminal.run_with(&mover.settings(), &arguments).await;
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
    assert!(said.err.contains("3 accounts, 1 with the hash") && said.err.contains("hashes"), "{}", said.err);
    assert_eq!(std::fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
    let again = mover.terminal.run_with(&mover.settings(), &arguments).await;
    assert_eq!(again.code, 1, "a file that exists is not written over");

    assert_eq!(counts(&other.import(&out, &[]).await), [3, 3, 0, 0]);
    let written = std::fs::read_to_string(&out).unwrap();
    let back = other.path("back.jsonl");
    let arguments = ["export", "--organization", "acme", "--out", back.to_str().unwrap()];
    assert_eq!(other.terminal.run_with(&other.settings(), &arguments).await.code, 0);
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&std::fs::read_to_string(&back).unwrap()), sorted(&written));
    assert!(
        written.contains("https://id.example")
            && written.contains("locked_at")
            && written.contains("Hopper, Grace"),
        "{written}"
    );
}

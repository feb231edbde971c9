//! Every family against vectors that other libraries made (`tests/hashes/make.py`, `make.js`).

use proptest::prelude::*;

use super::*;
use crate::credentials::{Checked, check_password};
use crate::hasher::Hasher;

struct Vector {
    name: &'static str,
    hash: ForeignHash,
    password: &'static str,
}

fn vectors() -> Vec<Vector> {
    let read = |line: &'static str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[name, algorithm, salt, hash, password] = &cells[..] else { panic!("{line}") };
        let hash = ForeignHash::described(hash, Description { algorithm, salt });
        Vector { name, hash: hash.unwrap_or_else(|problem| panic!("{name}: {problem}")), password }
    };
    include_str!("../../../tests/hashes/vectors.tsv").lines().map(read).collect()
}

#[test]
fn hashes_of_other_libraries_fit_their_password_and_no_other() {
    let vectors = vectors();
    assert!(vectors.len() > 40);
    for Vector { name, hash, password } in vectors {
        assert!(hash.fits(&password.into()), "{name}");
        assert!(!hash.fits(&format!("x{password}").into()), "{name}");
        assert!(!hash.fits(&"".into()), "{name}");
    }
}

#[test]
fn what_is_written_down_is_read_again_as_the_same_hash() {
    for Vector { name, hash, .. } in vectors() {
        let text = hash.to_string();
        assert!(text.starts_with('$') && !Hasher::is_own(&text), "{name}: {text}");
        assert!(ForeignHash::parse(&text) == Ok(hash), "{name}: {text}");
    }
}

#[tokio::test]
async fn a_right_password_is_hashed_anew_and_every_try_is_one_computation() {
    let hasher = Hasher::start(1, 4).unwrap();
    let text = vectors().remove(0).hash.to_string();
    let password = Secret::new("correct horse bättery");
    let Checked::RightOnceMore(own) = check_password(&hasher, &password, Some(&text)).await.unwrap() else {
        panic!("the password is right");
    };
    assert!(Hasher::is_own(&own));
    assert_eq!(check_password(&hasher, &password, Some(&own)).await.unwrap(), Checked::Right);
    assert_eq!(check_password(&hasher, &"wrong".into(), Some(&text)).await.unwrap(), Checked::Wrong);
    assert_eq!(check_password(&hasher, &password, Some("$9$unknown")).await.unwrap(), Checked::Wrong);
    assert_eq!(check_password(&hasher, &password, None).await.unwrap(), Checked::Wrong);
    assert_eq!(hasher.computations(), 5);
}

#[test]
fn e10_hashes_that_are_too_expensive_to_check_are_refused() {
    let (salt, output) = ("c2FsdHNhbHRzYWx0", "aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g");
    let bcrypt = |cost| format!("$2b${cost}${}", "a".repeat(53));
    let argon2 = |list: &str| format!("$argon2id$v=19${list}${salt}${output}");
    let scrypt = |list: &str| format!("$scrypt${list}${salt}${output}");
    let crypt = |rounds| format!("$6$rounds={rounds}$salt${}", "a".repeat(86));
    for text in [bcrypt("14"), argon2("m=131072,t=4,p=8"), scrypt("ln=17,r=8,p=1"), crypt("1000000")] {
        assert!(ForeignHash::parse(&text).is_ok(), "{text}");
    }
    let too_expensive = [
        bcrypt("15"),
        bcrypt("31"),
        argon2("m=131073,t=1,p=1"),
        argon2("m=4294967295,t=1,p=1"),
        argon2("m=1024,t=11,p=1"),
        argon2("m=1024,t=1,p=17"),
        argon2("m=131072,t=5,p=1"),
        scrypt("ln=18,r=8,p=1"),
        scrypt("ln=255,r=8,p=1"),
        scrypt("ln=10,r=4294967295,p=1"),
        scrypt("ln=14,r=8,p=11"),
        scrypt("ln=17,r=8,p=3"),
        "scrypt:1099511627776:8:1$salt$00".to_owned(),
        format!("$pbkdf2-sha256$2000001${salt}${output}"),
        format!("pbkdf2_sha256$4294967295$salt${output}"),
        format!("pbkdf2:sha512:1000$salt${}", "00".repeat(400)),
        crypt("1000001"),
        format!("$firebase-scrypt$mem_cost=30,rounds=8,salt_separator=,signer_key={output}${salt}${output}"),
    ];
    for text in too_expensive {
        let problem = ForeignHash::parse(&text).err();
        assert!(matches!(problem, Some(HashProblem::TooExpensive(_))), "{text}: {problem:?}");
    }
    // And if such a row is there all the same, it opens nothing and costs what nobody's password costs.
    assert!(ForeignHash::parse(&bcrypt("31")).is_err());
}

#[test]
fn what_is_no_hash_is_refused_in_words_that_do_not_hold_it() {
    for text in
        ["", "plain-password", "5f4dcc3b5aa765d61d8327deb882cf99", "$2b$10$short", "{SSHA}AAAA", "$1$a$b"]
    {
        let problem = ForeignHash::parse(text).err().unwrap().to_string();
        assert!(text.is_empty() || !problem.contains(text), "{problem}");
    }
}

proptest! {
    #[test]
    fn reading_never_panics_and_what_is_read_is_stable(text in "(\\$|\\{|[a-z0-9]{0,8}\\$?)[ -~]{0,120}") {
        if let Ok(hash) = ForeignHash::parse(&text) {
            prop_assert!(ForeignHash::parse(&hash.to_string()) == Ok(hash));
        }
    }
}

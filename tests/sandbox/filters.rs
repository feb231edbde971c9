use serde_json::{Value, json};

use crate::bench::*;

#[tokio::test]
async fn matchers_find_what_they_should() {
    let bench = Bench::new().await;
    bench.sandbox.switches().set(|switches| switches.core_limits = false);
    let admin = bench.integration().await;
    for (query, found) in [
        ("email_eq]=ada@example.com", vec!["AcmeCusAda"]),
        ("email_eq]=ADA%40Example.com", vec!["AcmeCusAda"]),
        ("email_eq]=nobody@example.com", vec![]),
        ("reference_eq]=crm-1001", vec!["AcmeCusExt"]),
        ("profile_id_eq]=external-subject-1001", vec!["AcmeCusExt"]),
        ("email_not_eq]=ada@example.com", vec!["AcmeCusBob", "AcmeCusVic", "AcmeCusExt"]),
        ("email_in]=ada@example.com,bob@example.com", vec!["AcmeCusAda", "AcmeCusBob"]),
        ("id_in]=AcmeCusVic", vec!["AcmeCusVic"]),
        ("id_not_in]=AcmeCusVic,AcmeCusAda", vec!["AcmeCusBob", "AcmeCusExt"]),
        ("email_start]=BOB", vec!["AcmeCusBob"]),
        ("email_end]=example.com", vec!["AcmeCusAda", "AcmeCusBob", "AcmeCusVic", "AcmeCusExt"]),
        ("email_cont]=rin@", vec!["AcmeCusExt"]),
        ("email_matches]=_ic%25.com", vec!["AcmeCusVic"]),
        ("profile_id_null]=false", vec!["AcmeCusExt"]),
        ("profile_id_not_null]=true", vec!["AcmeCusExt"]),
        ("reference_present]=1", vec!["AcmeCusExt"]),
        ("metadata_blank]=false", vec!["AcmeCusExt"]),
        ("has_password_true]=true", vec!["AcmeCusAda", "AcmeCusVic"]),
        ("has_password_false]=true", vec!["AcmeCusBob", "AcmeCusExt"]),
        ("total_orders_count_gt]=0", vec!["AcmeCusAda"]),
        ("total_orders_count_lteq]=0", vec!["AcmeCusBob", "AcmeCusVic", "AcmeCusExt"]),
        ("created_at_lt]=2000-01-01T00:00:00.000Z", vec![]),
        ("customer_group_id_eq]=AcmeGrpVip", vec!["AcmeCusVic"]),
        ("reference_or_profile_id_eq]=external-subject-1001", vec!["AcmeCusExt"]),
        ("metadata_jcont]=%7B%22loyalty%22%3A%7B%22tier%22%3A%22gold%22%7D%7D", vec!["AcmeCusExt"]),
        ("email_cont]=a&filter[q][has_password_true]=true&filter[q][email_start]=v", vec!["AcmeCusVic"]),
    ] {
        assert_eq!(ids(bench.get(&format!("customers?filter[q][{query}"), &admin).await), found, "{query}");
    }
}

#[tokio::test]
async fn queries_that_make_no_sense_are_bad_requests() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    for (query, code) in [
        ("filter[q][password_eq]=x", "FILTER_NOT_ALLOWED"),
        ("filter[q][email_or_password_eq]=x", "FILTER_NOT_ALLOWED"),
        ("filter[q][orders_id_eq]=x", "FILTER_NOT_ALLOWED"),
        ("filter[q][email]=x", "INVALID_FILTERS_SYNTAX"),
        ("filter[q][eq]=x", "INVALID_FILTERS_SYNTAX"),
        ("filter[email]=x", "INVALID_FILTERS_SYNTAX"),
        ("filter[q][email_null]=perhaps", "INVALID_FILTER_VALUE"),
        ("filter[q][metadata_jcont]={", "INVALID_FILTER_VALUE"),
        ("sort=email", "INVALID_SORT_CRITERIA"),
        ("page[size]=26", "INVALID_PAGE_VALUE"),
        ("page[size]=0", "INVALID_PAGE_VALUE"),
        ("page[number]=0", "INVALID_PAGE_VALUE"),
        ("page[number]=-1", "INVALID_PAGE_VALUE"),
        ("page[number]=99999999999999999999", "INVALID_PAGE_VALUE"),
        ("include=friends", "INVALID_INCLUDE"),
        ("fields[customers]=shoe_size", "INVALID_FIELD"),
    ] {
        let answer = bench.get(&format!("customers?{query}"), &admin).await;
        assert_eq!(core_error(answer), (400, code.to_owned()), "{query}");
    }
    assert_eq!(bench.get("customers?cache=1&filter[q][email_eq]=%ff", &admin).await.0, 200);
}

#[tokio::test]
async fn lists_come_in_pages_with_counts_and_links() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    for number in 0..9 {
        bench.pass(1);
        bench.sandbox.create_customer("acme", &format!("n{number}@example.com"), None).unwrap();
    }
    let (_, first) = bench.get("customers?sort=-created_at,id", &admin).await;
    assert_eq!(first["meta"], json!({ "record_count": 13, "page_count": 2 }));
    assert_eq!(first["data"].as_array().unwrap().len(), 10);
    assert_eq!(first["data"][0]["attributes"]["email"], "n8@example.com");
    assert_eq!(keys(&first["links"]), ["first", "last", "next"]);
    let next = bench.http.get(first["links"]["next"].as_str().unwrap());
    let (_, second) = read(next.bearer_auth(&admin).header("accept", JSON_API).send().await.unwrap()).await;
    assert_eq!(second["data"].as_array().unwrap().len(), 3);
    assert_eq!(keys(&second["links"]), ["first", "last", "prev"]);
    let (_, beyond) = bench.get("customers?page[number]=9&page[size]=25", &admin).await;
    assert_eq!((&beyond["data"], &beyond["meta"]["page_count"]), (&json!([]), &json!(1)));
}

#[tokio::test]
async fn fields_are_sparse_and_relations_included_on_request() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    let (_, value) = bench.get("customers/AcmeCusVic?fields[customers]=email,has_password", &admin).await;
    assert_eq!(keys(&value["data"]["attributes"]), ["email", "has_password"]);
    assert_eq!(value["data"]["relationships"], json!({}));
    let path = "customers?filter[q][email_start]=vi&include=customer_group&fields[customer_groups]=code";
    let (_, value) = bench.get(path, &admin).await;
    let group = &value["data"][0]["relationships"]["customer_group"]["data"];
    assert_eq!(group, &json!({ "type": "customer_groups", "id": "AcmeGrpVip" }));
    let included: Vec<&Value> =
        value["included"].as_array().unwrap().iter().map(|it| &it["attributes"]).collect();
    assert_eq!(included, [&json!({ "code": "vip" })]);
    let (_, value) = bench.get("customers/AcmeCusAda?include=customer_group", &admin).await;
    assert_eq!(value["data"]["relationships"]["customer_group"]["data"], Value::Null);
    assert_eq!(value["included"], json!([]));
}

#[tokio::test]
async fn markets_and_groups_can_be_read_by_code() {
    let bench = Bench::new().await;
    let admin = bench.integration().await;
    let (_, value) = bench.get("markets?filter[q][code_eq]=vip&include=customer_group", &admin).await;
    assert_eq!(value["data"][0]["attributes"]["private"], true);
    assert_eq!(value["included"][0]["attributes"]["code"], "vip");
    assert_eq!(ids(bench.get("markets?filter[q][disabled_at_null]=false", &admin).await), ["AcmeMktOld"]);
    assert_eq!(ids(bench.get("customer_groups?filter[q][code_eq]=vip", &admin).await), ["AcmeGrpVip"]);
    assert_eq!(bench.get("markets/AcmeMktUsa", &admin).await.1["data"]["attributes"]["code"], "usa");
}

//! Bodies packed, mistyped, and too large, on the way in and on the way out.

use std::io::{Read, Write};

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Method, header},
};
use domain::wire::{Discovery, ProblemKind, PullPage, path};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};

use crate::world::{Answer, INNLANDET, KARI, RINGSAKER, World, report, request};

const MIB: usize = 1024 * 1024;

fn packed(plain: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(plain).unwrap();
    packer.finish().unwrap()
}

/// Bytes that no packer makes smaller.
fn noise(world: &World, length: usize) -> Vec<u8> {
    let mut noise = vec![0; length];
    for piece in noise.chunks_exact_mut(32) {
        piece.copy_from_slice(&world.app.ctx().random::<32>());
    }
    noise
}

async fn submit(
    world: &World,
    client: &str,
    (header, value): (HeaderName, &str),
    body: Vec<u8>,
) -> Answer {
    let mut asked = request(Method::POST, path::REPORTS, Some(client), body.into());
    let value = HeaderValue::from_str(value).unwrap();
    asked.headers_mut().insert(header, value);
    world.send(asked).await
}

#[tokio::test]
async fn a_packed_body_is_unpacked() {
    let world = World::new().await;
    let client = world.client(RINGSAKER).await;
    let plain = report(RINGSAKER, 1).to_string().into_bytes();
    for (coding, body) in [
        ("gzip", packed(&plain)),
        ("X-GZIP", packed(&plain)),
        ("identity", plain.clone()),
        // In two pieces, each packed for itself.
        (
            "gzip",
            [packed(&plain[..100]), packed(&plain[100..])].concat(),
        ),
    ] {
        let coding = (header::CONTENT_ENCODING, coding);
        let answer = submit(&world, &client, coding, body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

#[tokio::test]
async fn a_body_is_no_larger_for_being_packed() {
    let world = World::new().await;
    let client = world.client(RINGSAKER).await;
    let mut filling = report(RINGSAKER, 1).to_string().into_bytes();
    filling.resize(MIB, b' ');
    let mut larger = filling.clone();
    larger.push(b' ');
    let bomb = packed(&vec![b' '; 32 * MIB]);
    assert!(bomb.len() < MIB / 10);
    for (body, status) in [
        (packed(&filling), 200),
        (packed(&larger), 413),
        (bomb, 413),
        (packed(&noise(&world, 2 * MIB)), 413),
    ] {
        let coding = (header::CONTENT_ENCODING, "gzip");
        let answer = submit(&world, &client, coding, body).await;
        assert_eq!(answer.status, status, "{answer:?}");
        if status == 413 {
            answer.problem(413, ProblemKind::TooLarge);
        }
    }
}

#[tokio::test]
async fn what_cannot_be_unpacked_is_refused() {
    let world = World::new().await;
    let client = world.client(RINGSAKER).await;
    let plain = report(RINGSAKER, 1).to_string().into_bytes();
    let whole = packed(&plain);
    let cut = whole[..whole.len() - 4].to_vec();
    let mut damaged = whole.clone();
    let last = damaged.len() - 5;
    damaged[last] ^= 1;
    for body in [plain.clone(), cut, damaged, Vec::new()] {
        let coding = (header::CONTENT_ENCODING, "gzip");
        let answer = submit(&world, &client, coding, body).await;
        answer.problem(422, ProblemKind::Invalid);
    }
    for coding in ["br", "deflate", "gzip, gzip", "", "\u{e6}"] {
        let coding = (header::CONTENT_ENCODING, coding);
        let answer = submit(&world, &client, coding, whole.clone()).await;
        answer.problem(415, ProblemKind::Unsupported);
        assert_eq!(answer.header(&header::ACCEPT_ENCODING), Some("gzip"));
    }
    assert_eq!(world.stored_rows().await, 0);
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let world = World::new().await;
    let client = world.client(RINGSAKER).await;
    let sent = || report(RINGSAKER, 1).to_string().into_bytes();
    for kind in [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/json;x=\"a;b\"",
    ] {
        let kind = (header::CONTENT_TYPE, kind);
        assert_eq!(submit(&world, &client, kind, sent()).await.status, 200);
    }
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "json",
        "",
    ] {
        let kind = (header::CONTENT_TYPE, kind);
        let answer = submit(&world, &client, kind, sent()).await;
        answer.problem(415, ProblemKind::Unsupported);
        assert_eq!(answer.header(&header::ACCEPT), Some("application/json"));
    }
}

#[tokio::test]
async fn a_large_answer_is_packed_for_whoever_unpacks_it() {
    let world = World::new().await;
    let desk = world.officer(KARI, INNLANDET).await;
    world.receive(RINGSAKER, 1).await;
    let access = desk.session.access_token.as_str();
    let ask = async |coding: Option<&'static str>| {
        let body = Body::from(r#"{"max_entries":10}"#);
        let mut asked = request(Method::POST, path::PULL, Some(access), body);
        if let Some(coding) = coding {
            let coding = HeaderValue::from_static(coding);
            asked.headers_mut().insert(header::ACCEPT_ENCODING, coding);
        }
        world.send(asked).await
    };
    let plain = ask(None).await;
    assert_eq!(plain.header(&header::CONTENT_ENCODING), None);
    let small = ask(Some("gzip")).await;
    assert_eq!(small.header(&header::CONTENT_ENCODING), Some("gzip"));
    assert_eq!(small.header(&header::VARY), Some("accept-encoding"));
    assert!(small.body.len() * 2 < plain.body.len());
    let mut unpacked = Vec::new();
    GzDecoder::new(&*small.body)
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain.body);
    let _: PullPage = plain.ok();
    let other = ask(Some("br")).await;
    assert_eq!(other.header(&header::CONTENT_ENCODING), None);
    // What is small already travels as it is.
    let mut asked = request(Method::GET, path::DISCOVERY, None, Body::empty());
    let gzip = HeaderValue::from_static("gzip");
    asked.headers_mut().insert(header::ACCEPT_ENCODING, gzip);
    let answer = world.send(asked).await;
    assert_eq!(answer.header(&header::CONTENT_ENCODING), None);
    let _: Discovery = answer.ok();
}

//! The window is shut to everything but the program's own pages and commands, whatever runs in it.

use std::io::BufRead;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use support::scene::Scene;
use tokio::net::TcpListener;

use super::in_window;

/// Commands of the framework that would do something, and one that nobody has.
const NOT_FOR_PAGES: [&str; 8] = [
    "plugin:app|name",
    "plugin:event|emit",
    "plugin:path|resolve_directory",
    "plugin:resources|close",
    "plugin:webview|create_webview_window",
    "plugin:window|close",
    "plugin:window|set_title",
    "no_such_command",
];

const CALL: &str = "
    const [command, done] = arguments;
    window.__TAURI_INTERNALS__.invoke(command, {}).then(() => done('done'), () => done('refused'));
";

/// Every way out of the page that there is, one after another.
const LEAVE: &str = "
    const [address, done] = arguments;
    const tried = {};
    const put = (name, more) => document.body.append(Object.assign(document.createElement(name), more));
    window.ran = [];
    put('iframe', { src: address });
    put('iframe', { srcdoc: '<script>parent.ran.push(1)</scr' + 'ipt>' });
    put('img', { src: address + 'picture' });
    put('div', { innerHTML: '<img src=x onerror=window.ran.push(2)>' });
    put('script', { textContent: 'window.ran.push(3)' });
    put('script', { src: address + 'script' });
    put('link', { rel: 'stylesheet', href: address + 'style' });
    put('form', { action: address, method: 'post', id: 'out' });
    document.getElementById('out').submit();
    tried.window = window.open(address) === null;
    put('a', { href: address, target: '_blank', id: 'link' });
    document.getElementById('link').click();
    put('a', { href: address, download: 'file', id: 'file' });
    document.getElementById('file').click();
    navigator.sendBeacon?.(address, 'x');
    try { new WebSocket(address.replace('http', 'ws')); } catch { tried.socket = true; }
    Object.prototype.planted = 1;
    tried.frozen = Object.isFrozen(Object.prototype) && ({}).planted === undefined;
    fetch(address).then(() => 'answered', () => 'refused').then((told) => {
        tried.fetch = told;
        location.href = address;
        // What the window does with that is settled before it answers this.
        window.__TAURI_INTERNALS__.invoke('app_state', {}).finally(() => done(tried));
    });
";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_runs_in_the_page_leads_out_of_it() {
    in_window(async |scene, _| {
        scene.window.find("start-login").await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}/", listener.local_addr()?);
        let tried = scene.window.run_until_done(LEAVE, vec![json!(address)]);
        let tried = tried.await?;
        ensure!(tried["fetch"] == "refused", "{tried}");
        ensure!(tried["window"] == true, "a second window: {tried}");
        ensure!(tried["frozen"] == true, "{tried}");
        scene.window.painted().await?;
        let here = "return [location.origin, window.ran]";
        let here = scene.window.run(here, vec![]).await?;
        ensure!(
            here == json!(["tauri://localhost", []]),
            "the page is at {here}"
        );
        let mut asked = Vec::new();
        let listener = listener.into_std()?;
        while let Ok((mut connection, _)) = listener.accept() {
            let mut head = String::new();
            connection.set_nonblocking(false)?;
            connection.set_read_timeout(Some(std::time::Duration::from_secs(1)))?;
            drop(std::io::BufReader::new(&mut connection).read_line(&mut head));
            asked.push(head);
        }
        // WebKit connects as soon as it hears of a navigation, and says nothing before that is allowed.
        asked.retain(|head| !head.is_empty());
        ensure!(asked.is_empty(), "somebody was asked: {asked:?}");
        Ok(())
    })
    .await;
}

async fn call(scene: &Scene, command: &str) -> Result<Value> {
    scene
        .window
        .run_until_done(CALL, vec![json!(command)])
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_calls_the_programs_own_commands_and_no_others() {
    in_window(async |scene, _| {
        scene.window.find("start-login").await?;
        ensure!(
            call(scene, "app_state").await? == "done",
            "no command is done"
        );
        for command in NOT_FOR_PAGES {
            let told = call(scene, command).await?;
            ensure!(told == "refused", "{command} is {told}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_cannot_be_drawn_says_so_and_is_shown_again() {
    in_window(async |scene, _| {
        scene.window.find("start-login").await?;
        // What draws every template.
        let cut = "Document.prototype.importNode = () => { throw new Error('planted'); }";
        scene.window.run(cut, vec![]).await?;
        scene.window.click("start-login").await?;
        let shown = scene
            .window
            .find("broken")
            .await
            .context("a white window")?;
        ensure!(
            !shown.text().await?.contains("planted"),
            "the error is shown"
        );
        scene.window.screenshot("broken").await?;
        scene.window.click("start-again").await?;
        // The page goes and comes again: a question asked in between has no answer.
        let waiting = "[data-testid='login-waiting']";
        scene.window.wait_for_text(waiting, "").await
    })
    .await;
}

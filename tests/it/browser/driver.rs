//! A WebDriver client of the few commands that the map sheets need, over a plain TCP stream.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// How long a command or a start may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// Browsers that chromedriver can drive, by name.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// A headless browser; ends with the value.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

/// A mouse action in viewport pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mouse {
    Move(i64, i64),
    Down,
    Up,
}

impl Browser {
    /// Starts driver and browser; `Err` says what is missing on this machine.
    pub(crate) fn start() -> Result<Self, String> {
        let runs = |name: &&&str| {
            Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
        };
        BROWSERS.iter().find(runs).ok_or("no Chromium is installed")?;
        // Port 0: the driver takes a free port and says which.
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("chromedriver does not start: {error}"))?;
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            let tail = line.split_once("started successfully on port ")?.1;
            tail.trim_end_matches('.').parse().ok()
        });
        let mut browser = Self { driver, port: port.expect("the driver names its port"), session: String::new() };
        let options = json!({"args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1400,900"
        ]});
        let wanted = json!({"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}});
        let opened = browser.send("POST", "/session", &wanted);
        opened["sessionId"].as_str().expect("a session").clone_into(&mut browser.session);
        Ok(browser)
    }

    pub(crate) fn open(&self, url: &str) {
        self.command("/url", &json!({"url": url}));
    }

    /// Runs a script body; its `return` is the answer.
    pub(crate) fn script(&self, body: &str, args: &[Value]) -> Value {
        self.command("/execute/sync", &json!({"script": body, "args": args}))
    }

    /// The text of the element with this id.
    pub(crate) fn text(&self, id: &str) -> String {
        let text = self.script("return document.getElementById(arguments[0]).textContent", &[json!(id)]);
        text.as_str().unwrap_or_else(|| panic!("#{id} has text")).to_owned()
    }

    /// Middle of the element with this id.
    pub(crate) fn middle(&self, id: &str) -> (i64, i64) {
        let script = "const b = document.getElementById(arguments[0]).getBoundingClientRect();
            return [Math.round(b.left + b.width / 2), Math.round(b.top + b.height / 2)]";
        let place = self.script(script, &[json!(id)]);
        (place[0].as_i64().unwrap(), place[1].as_i64().unwrap())
    }

    pub(crate) fn mouse(&self, steps: &[Mouse]) {
        let action = |step: &Mouse| match step {
            Mouse::Move(x, y) => json!({"type": "pointerMove", "duration": 0, "x": x, "y": y, "origin": "viewport"}),
            Mouse::Down => json!({"type": "pointerDown", "button": 0}),
            Mouse::Up => json!({"type": "pointerUp", "button": 0}),
        };
        let actions: Vec<Value> = steps.iter().map(action).collect();
        let mouse =
            json!({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions});
        self.command("/actions", &json!({"actions": [mouse]}));
    }

    pub(crate) fn click(&self, (x, y): (i64, i64)) {
        self.mouse(&[Mouse::Move(x, y), Mouse::Down, Mouse::Up]);
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        self.send("POST", &format!("/session/{}{path}", self.session), body)
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.try_send(method, path, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let value = answer["value"].clone();
        assert!(value.get("error").is_none(), "{method} {path}: {}", value["message"]);
        value
    }

    fn try_send(&self, method: &str, path: &str, body: &Value) -> std::io::Result<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let body = body.to_string();
        let (port, length) = (self.port, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all((head + &body).as_bytes())?;
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        let mut line = String::new();
        while reader.read_line(&mut line)? > 2 {
            if let Some((_, value)) =
                line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            {
                length = value.trim().parse().unwrap_or(0);
            }
            line.clear();
        }
        let mut content = vec![0; length];
        reader.read_exact(&mut content)?;
        Ok(serde_json::from_slice(&content)?)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Closing the session ends the browser; the driver is ours to end. Neither failure can be acted on here.
        if !self.session.is_empty() {
            let _ = self.try_send("DELETE", &format!("/session/{}", self.session), &json!({}));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

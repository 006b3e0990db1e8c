//! A build, its output as it comes, and its outcome.
//!
//! A closure stands in for Heroku here: a build that fails while one watches. With Heroku, all it
//! takes is `Client::from_env` and the app's name.

#![expect(clippy::print_stdout, reason = "an example talks to people")]

use std::sync::atomic::{AtomicUsize, Ordering};

use heroku::build::BuildInfo;
use heroku::http::{Request, Response};
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Client, Outcome};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let heroku = Client::builder()
        .transport(Failing(AtomicUsize::new(0)))
        .token("any-token-will-do")
        .build()?;
    let request = BuildInfo::new("my-app", "01234567-89ab-cdef-0123-456789abcdef");

    let build = heroku.send(&request).await?;
    let mut output = heroku.output(&build.output_stream_url);
    while let Some(line) = output.next().await {
        println!("{}", line?);
    }

    match heroku.wait_for(request).outcome().await? {
        Outcome::Succeeded(build) => println!("Built {}", build.id),
        Outcome::Failed(failure) => println!("Failed: {}", failure.log.join(" / ")),
        Outcome::TimedOut(_) => println!("It still goes on"),
    }
    Ok(())
}

/// Answers with a build that is pending twice and then failed, and with its output.
struct Failing(AtomicUsize);

impl Transport for Failing {
    fn exchange(&self, request: Request<Body>) -> Exchange {
        let body = if request.uri().host() == Some("output.example") {
            "-----> Building\n ! No such buildpack\n".to_owned()
        } else {
            let is_pending = self.0.fetch_add(1, Ordering::Relaxed) < 2;
            let status = if is_pending { "pending" } else { "failed" };
            format!(
                r#"{{"id":"1","status":"{status}","output_stream_url":"https://output.example/1"}}"#
            )
        };
        Box::pin(async move { Ok(Response::new(Body::from(body))) })
    }
}

//! How much of the heap a walk takes. There is one test only, since whatever runs beside it would
//! be counted too.

use std::sync::LazyLock;

use futures_util::stream;
use heroku::app::AppList;
use heroku::http::{Request, Response};
use heroku::transport::{Body, Exchange, Transport};
use heroku::{Bytes, Client, Error, List};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// How many apps are on a page.
const ON_A_PAGE: usize = 1000;

static PAGE: LazyLock<Bytes> = LazyLock::new(|| {
    let text = "x".repeat(500);
    let app = format!(r#"{{"id":"1","name":"a","buildpack_provided_description":"{text}"}}"#);
    format!("[{}]", vec![app; ON_A_PAGE].join(",")).into()
});

/// A list without end, whose pages take no memory until somebody collects their pieces.
struct Endless;

impl Transport for Endless {
    fn exchange(&self, request: Request<Body>) -> Exchange {
        let range = request.headers().get("range");
        let range = range.and_then(|range| range.to_str().ok()?.strip_prefix("id ]"));
        let start = range.and_then(|start| start.parse().ok()).unwrap_or(0);
        Box::pin(async move {
            let pieces = (0..PAGE.len()).step_by(8192);
            let pieces = pieces.map(|at| Ok(PAGE.slice(at..PAGE.len().min(at + 8192))));
            let answer = Response::builder()
                .status(206)
                .header("content-length", PAGE.len())
                .header("next-range", format!("id ]{}", start + 1_u32))
                .body(Body::stream(stream::iter(pieces)));
            Ok(answer.expect("it is well-formed"))
        })
    }
}

/// The most that a walk takes until so many apps were taken, in hundredths of a page.
async fn peak(
    walk: impl FnOnce(List<AppList>) -> List<AppList>,
    count: usize,
) -> Result<usize, Error> {
    let client = Client::builder().token("any").transport(Endless).build()?;
    let mut apps = walk(client.list(AppList::new()));
    let page = PAGE.len();
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    for _ in 0..count {
        apps.next().await.expect("the list has no end")?;
    }
    Ok((HEAP.peak_usage() - before) * 100 / page)
}

#[tokio::test]
async fn a_walk_holds_the_page_at_hand_and_the_one_ahead_however_long_it_is() {
    let all = 10 * ON_A_PAGE;
    let walks = [
        ("all", peak(|apps| apps, all).await),
        (
            "those up to a maximum",
            peak(|apps| apps.max(all + 5), all).await,
        ),
        ("a few", peak(|apps| apps.max(5), 5).await),
    ];
    for (walk, most) in walks {
        let most = most.expect("apps");
        assert!((90..210).contains(&most), "{walk} take {most} % of a page");
    }
}

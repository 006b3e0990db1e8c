//! Ranges: what is sent says what was meant, and nothing else can be sent.

use std::sync::LazyLock;

use bytes::Bytes;
use heroku::app::AppList;
use heroku::http::{self, HeaderValue, header};
use heroku::{Error, ErrorKind, ListRange, Request};
use heroku_fake::Fake;
use proptest::prelude::*;

use super::cases;
use super::grammar::{End, Said, read};

impl Said {
    /// The same as a value of the library.
    fn to_range(&self) -> ListRange {
        let (first, last) = (self.first.text.as_str(), self.last.text.as_str());
        let mut range = ListRange::by(&self.field);
        range = if self.first.is_excluded {
            range.after(first)
        } else {
            range.from(first)
        };
        range = if self.last.is_excluded {
            range.before(last)
        } else {
            range.until(last)
        };
        range = match self.is_descending {
            Some(true) => range.descending(),
            Some(false) => range.ascending(),
            None => range,
        };
        match self.max {
            Some(max) => range.max(max),
            None => range,
        }
    }

    /// What it comes to: an open end excludes nothing.
    fn normal(mut self) -> Self {
        for end in [&mut self.first, &mut self.last] {
            end.is_excluded &= !end.text.is_empty();
        }
        self
    }
}

fn ends(texts: impl Strategy<Value = String>) -> impl Strategy<Value = End> {
    (texts, any::<bool>()).prop_map(|(text, is_excluded)| End { text, is_excluded })
}

fn ranges<F, E, T>(fields: F, texts: impl Fn() -> T, max: E) -> impl Strategy<Value = Said>
where
    F: Strategy<Value = String>,
    E: Strategy<Value = Option<u32>>,
    T: Strategy<Value = String>,
{
    let order = any::<Option<bool>>();
    let all = (fields, ends(texts()), ends(texts()), max, order);
    all.prop_map(|(field, first, last, max, is_descending)| Said {
        field,
        first,
        last,
        max,
        is_descending,
    })
}

/// Texts of all that has a meaning in a range, or no place in a header.
fn odd_texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "a",
        "b-1",
        "0",
        ".",
        "..",
        "]",
        "[",
        ";",
        ",",
        "=",
        " ",
        "max=2",
        "order=desc",
        "\t",
        "\r\n",
        "\0",
        "\u{7f}",
        "\u{85}",
        "\u{a0}",
        "\u{2028}",
        "é",
        "\"",
        "%3B",
    ]);
    prop_oneof![
        8 => prop::collection::vec(pieces, 0..4).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

fn odd_ranges() -> impl Strategy<Value = Said> {
    let fields = prop_oneof![
        3 => "[a-z_]{1,8}",
        1 => Just(String::new()),
        1 => odd_texts(),
    ];
    ranges(fields, odd_texts, prop::option::of(0..2000_u32))
}

/// The header of a request for `range`, or why there is none.
fn header_of(range: ListRange) -> Result<String, Error> {
    let request = AppList::new().range(range).to_http("https://example.com")?;
    let header = request.headers()[header::RANGE].as_bytes();
    Ok(String::from_utf8(header.to_vec()).expect("the header is text"))
}

const COUNT: usize = 12;

static FAKE: LazyLock<Fake> = LazyLock::new(|| {
    let fake = Fake::new();
    fake.seed_apps(COUNT);
    fake
});

/// An app by what lists of apps are sorted by, and where its list goes on.
type Page = (Vec<(String, String)>, Option<HeaderValue>);

/// The ids and names of a page of apps, and where the list goes on.
fn page(range: Option<HeaderValue>) -> Result<Page, Error> {
    let mut request = http::Request::get("/apps")
        .header(header::ACCEPT, "application/vnd.heroku+json; version=3")
        .header(header::AUTHORIZATION, "Bearer token")
        .body(Bytes::new())
        .expect("a request");
    if let Some(range) = range {
        request.headers_mut().insert(header::RANGE, range);
    }
    let answer = FAKE.handle(request);
    let next = answer.headers().get("next-range").cloned();
    let apps = AppList::from_http(answer)?;
    let apps = apps.into_value().into_items().into_iter();
    Ok((apps.map(|app| (app.id, app.name)).collect(), next))
}

/// All pages from `range` on.
fn pages(range: &str) -> Vec<Vec<(String, String)>> {
    let mut next = Some(HeaderValue::try_from(range).expect("a header"));
    let mut pages = Vec::new();
    while let Some(range) = next {
        let (apps, rest) = page(Some(range)).expect("the fake understands the range");
        pages.push(apps);
        next = rest;
        assert!(pages.len() <= COUNT, "the list goes on without an end");
    }
    pages
}

/// The apps that a range by id or name means, worked out from the whole list.
fn meant(said: &Said) -> Vec<(String, String)> {
    let key = |app: &(String, String)| match said.field.as_str() {
        "name" => app.1.clone(),
        _ => app.0.clone(),
    };
    let is_descending = said.is_descending == Some(true);
    let (mut first, mut last) = (&said.first, &said.last);
    // Of a list that descends, the greater end is the first, however they are written.
    let is_closed = !first.text.is_empty() && !last.text.is_empty();
    if is_descending && !(is_closed && first.text < last.text) {
        (first, last) = (last, first);
    }
    let (mut apps, _) = page(None).expect("the whole list");
    apps.retain(|app| {
        let key = key(app);
        let is_beyond = match first.text.as_str() {
            "" => true,
            text if first.is_excluded => *text < *key,
            text => *text <= *key,
        };
        let is_within = match last.text.as_str() {
            "" => true,
            text if last.is_excluded => *key < *text,
            text => *key <= *text,
        };
        is_beyond && is_within
    });
    apps.sort_by_key(key);
    if is_descending {
        apps.reverse();
    }
    apps
}

/// Ranges of the apps that there are, and of some that would stand among them.
fn app_ranges() -> impl Strategy<Value = Said> {
    let (apps, _) = page(None).expect("the whole list");
    let (ids, names): (Vec<_>, Vec<_>) = apps.into_iter().unzip();
    let of = |field: &'static str, known: Vec<String>| {
        let texts = move || {
            prop_oneof![
                4 => prop::sample::select(known.clone()),
                1 => Just(String::new()),
                1 => "[a-f0-9]{1,4}|app-00[01]",
            ]
        };
        let field = Just(field.to_owned());
        ranges(field, texts, prop::option::of(1..5_u32))
    };
    prop_oneof![of("name", names), of("id", ids.clone()), of("", ids)]
}

#[test]
fn without_a_field_no_end_may_hold_a_blank() {
    for range in [
        ListRange::new().from("a b"),
        ListRange::new().until("a b"),
        ListRange::new().before("a\u{a0}b"),
    ] {
        let error = header_of(range).expect_err("it would be read as a field");
        assert_eq!(error.kind(), ErrorKind::Request);
    }
    let named = ListRange::by("name").from("a b").until("c d");
    assert_eq!(header_of(named).expect("a range"), "name a b..c d");
}

proptest! {
    #![proptest_config(cases(2048))]

    #[test]
    fn what_is_sent_says_what_was_meant_and_what_could_not_is_refused(said in odd_ranges()) {
        let range = said.to_range();
        let naive = range.to_string();
        let said = said.normal();
        match header_of(range) {
            Ok(header) => prop_assert_eq!(read(&header), Some(said), "{:?}", header),
            Err(error) => {
                prop_assert_eq!(error.kind(), ErrorKind::Request);
                prop_assert_eq!(error.attempts(), 0);
                prop_assert!(!error.to_string().contains(char::is_control));
                prop_assert_ne!(read(&naive), Some(said), "{:?} could be sent", naive);
            }
        }
    }

    #[test]
    fn the_fake_answers_any_range(
        header in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..24),
            odd_texts().prop_map(String::into_bytes),
            odd_ranges().prop_map(|said| said.to_range().to_string().into_bytes()),
        ],
    ) {
        if let Ok(header) = HeaderValue::from_bytes(&header)
            && let Err(error) = page(Some(header))
        {
            let status = error.status().expect("an answer");
            prop_assert!(status.is_client_error() && error.api().is_some(), "{}", error);
        }
    }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn the_fake_gives_the_items_within_the_ends_in_the_order_that_was_asked_for(
        said in app_ranges(),
    ) {
        let header = header_of(said.to_range()).expect("a range that can be sent");
        let said = said.normal();
        let pages = pages(&header);
        let max = said.max.map_or(200, |max| max as usize);
        let full = pages.len() - 1;
        prop_assert!(pages[..full].iter().all(|page| page.len() == max));
        prop_assert!(pages[full].len() <= max);
        prop_assert_eq!(pages.concat(), meant(&said), "{}", header);
    }
}

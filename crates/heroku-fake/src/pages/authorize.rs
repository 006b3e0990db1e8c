//! The page that asks a user whether a client may act for them.

use http::{Response, StatusCode};

use super::find::body;
use super::form::{Form, with_fields};
use super::html::{escape, page, problem, question, redirect};
use crate::access::SCOPES;
use crate::behaviour::oauth::{Wish, authorize};
use crate::doors::Visit;
use crate::outcome::Content;
use crate::world::{Row, World};

/// Asks the user. A query with `approve=1` or `approve=0` is the user's answer already, for tests
/// without a browser.
pub(super) fn ask(world: &mut World, visit: &Visit<'_>) -> Response<Content> {
    let form = Form::read(visit.request.uri().query().unwrap_or_default());
    let wanted = match Wanted::from(world, &form) {
        Ok(wanted) => wanted,
        Err(answer) => return *answer,
    };
    match form.get("approve") {
        "1" => wanted.grant(world),
        "0" => wanted.refuse("access_denied"),
        _ => wanted.question(world),
    }
}

/// Takes the user's answer.
pub(super) fn decide(world: &mut World, visit: &Visit<'_>) -> Response<Content> {
    let form = body(visit.request);
    match Wanted::from(world, &form) {
        Ok(wanted) if form.get("decision") == "yes" => wanted.grant(world),
        Ok(wanted) => wanted.refuse("access_denied"),
        Err(answer) => *answer,
    }
}

/// What a client wants of a user.
struct Wanted {
    client: Row,
    scopes: Vec<String>,
    state: String,
    /// Where the user goes back to.
    address: String,
}

impl Wanted {
    /// What the fields of a request say, or the answer that says what is wrong with them.
    fn from(world: &World, form: &Form) -> Result<Self, Box<Response<Content>>> {
        let client = world.store.row("oauth-client", form.get("client_id"));
        let unknown = || {
            problem(
                StatusCode::NOT_FOUND,
                "There is no OAuth client with that client_id.",
            )
        };
        let client = client.ok_or_else(unknown)?.clone();
        let address = client.text("redirect_uri").to_owned();
        if !["", address.as_str()].contains(&form.get("redirect_uri")) {
            let what = "The redirect_uri is not the one that the OAuth client has.";
            return Err(problem(StatusCode::BAD_REQUEST, what).into());
        }
        let scopes: Vec<String> = match form.get("scope") {
            "" => vec!["identity".to_owned()],
            text => text
                .split([' ', ','])
                .filter(|scope| !scope.is_empty())
                .map(str::to_owned)
                .collect(),
        };
        let wanted = Self {
            client,
            scopes,
            state: form.get("state").to_owned(),
            address,
        };
        if form.get("response_type") != "code" {
            return Err(wanted.refuse("unsupported_response_type").into());
        }
        if !wanted
            .scopes
            .iter()
            .all(|scope| SCOPES.contains(&scope.as_str()))
        {
            return Err(wanted.refuse("invalid_scope").into());
        }
        Ok(wanted)
    }

    /// Asks the user.
    fn question(&self, world: &World) -> Response<Content> {
        let items = self
            .scopes
            .iter()
            .map(|scope| format!("<li>{}</li>\n", escape(scope)));
        let items: String = items.collect();
        let scopes = self.scopes.join(" ");
        let fields = [
            ("client_id", self.client.id()),
            ("response_type", "code"),
            ("scope", &scopes),
            ("state", &self.state),
        ];
        let name = escape(self.client.text("name"));
        let email = escape(world.my_account().text("email"));
        let form = question(&fields, "Authorize", "Deny");
        let content = format!(
            "<p><strong>{name}</strong> wants to act for {email}, with these scopes:</p>\n\
             <ul>\n{items}</ul>\n{form}"
        );
        page(StatusCode::OK, "Grant access?", &content)
    }

    /// Says yes, and sends the user back with a code.
    fn grant(&self, world: &mut World) -> Response<Content> {
        let wish = Wish {
            client: self.client.id(),
            description: self.client.text("name"),
            scopes: &self.scopes,
        };
        let (_, code) = authorize(world, &wish);
        self.back("code", &code)
    }

    /// Says no, and sends the user back with the reason.
    fn refuse(&self, error: &str) -> Response<Content> {
        self.back("error", error)
    }

    /// Sends the user back to the client.
    fn back(&self, field: &str, value: &str) -> Response<Content> {
        let mut fields = vec![(field, value)];
        if !self.state.is_empty() {
            fields.push(("state", &self.state));
        }
        redirect(&with_fields(&self.address, &fields))
    }
}

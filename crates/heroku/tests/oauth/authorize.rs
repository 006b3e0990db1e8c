//! Sending a user to Heroku, and knowing them when they come back.

use std::collections::BTreeSet;

use heroku::{Client, OAuth, OAuthScope, Secret};

#[test]
fn the_url_names_client_scopes_and_state() {
    let oauth = OAuth::new("the client&1", "the-secret");
    let scopes = [OAuthScope::Identity, OAuthScope::WriteProtected];
    assert_eq!(
        oauth.authorize_url(scopes, &Secret::from("a=b+c")),
        "https://id.heroku.com/oauth/authorize?response_type=code&client_id=the%20client%261\
         &scope=identity%20write-protected&state=a%3Db%2Bc"
    );
}

#[test]
fn scopes_may_be_text() {
    let oauth = OAuth::new("a", "b");
    let state = Secret::from("c");
    let known = oauth.authorize_url([OAuthScope::ReadProtected, OAuthScope::Global], &state);
    assert_eq!(
        oauth.authorize_url(["read-protected", "global"], &state),
        known
    );
    assert_eq!(OAuthScope::from("new"), OAuthScope::Unknown("new".into()));
}

#[test]
fn the_server_can_be_another() {
    let network = Client::builder().base_url("http://127.0.0.1:9/id/");
    let oauth = OAuth::new("a", "b").network(network).expect("a network");
    let url = oauth.authorize_url(["read"], &Secret::from("c"));
    assert!(
        url.starts_with("http://127.0.0.1:9/id/oauth/authorize?"),
        "{url}"
    );
    assert!(
        OAuth::new("a", "b")
            .network(Client::builder().base_url("ftp://x"))
            .is_err()
    );
}

#[test]
fn an_agent_socket_does_not_change_where_users_go() {
    let network = Client::builder().unix_socket("/tmp/agent.sock");
    let oauth = OAuth::new("a", "b").network(network).expect("a network");
    let url = oauth.authorize_url(["read"], &Secret::from("c"));
    assert!(url.starts_with("https://id.heroku.com/"), "{url}");
}

#[test]
fn states_are_long_and_never_the_same() {
    let states: BTreeSet<_> = (0..1000).map(|_| OAuth::new_state()).collect();
    assert_eq!(states.len(), 1000);
    assert!(states.iter().all(|state| state.expose().len() == 32));
}

#[test]
fn only_the_whole_state_is_the_state() {
    let kept = Secret::from("0123abcd");
    assert!(OAuth::is_state(&kept, "0123abcd"));
    for other in ["", "0123abc", "0123abcde", "0123abcD", "1123abcd"] {
        assert!(!OAuth::is_state(&kept, other), "{other}");
    }
}

#[test]
fn a_state_that_was_not_kept_matches_nothing() {
    assert!(!OAuth::is_state(&Secret::default(), ""));
}

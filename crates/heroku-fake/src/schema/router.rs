//! Finds the actions that a method and a path name.

use std::collections::{BTreeMap, HashMap};

use percent_encoding::percent_decode_str;

/// The routes, as a tree of path segments.
#[derive(Default)]
pub(crate) struct Router {
    root: Node,
}

#[derive(Default)]
/// A place in the tree: what goes on from it, and what it leads to by method.
struct Node {
    literals: HashMap<String, Node>,
    argument: Option<Box<Node>>,
    methods: BTreeMap<String, Vec<usize>>,
}

/// What a route leads to.
pub(crate) struct Found<'a> {
    /// The actions at the route, of which the body decides.
    pub(crate) actions: &'a [usize],
    /// The arguments in the path, decoded, in order.
    pub(crate) arguments: Vec<String>,
}

impl Router {
    /// Adds a route, and what it leads to.
    pub(super) fn add(&mut self, method: &str, path: &str, action: usize) {
        let mut node = &mut self.root;
        for segment in path.trim_start_matches('/').split('/') {
            node = if segment.starts_with('{') {
                node.argument.get_or_insert_default()
            } else {
                node.literals.entry(segment.to_owned()).or_default()
            };
        }
        node.methods
            .entry(method.to_owned())
            .or_default()
            .push(action);
    }

    /// Sorts the actions that share a route.
    pub(super) fn sort_by_key<K: Ord>(&mut self, key: impl Fn(&usize) -> K) {
        self.root.sort_by_key(&key);
    }

    /// What stands at `path` for `method`; HEAD finds what GET finds.
    pub(super) fn find(&self, method: &str, path: &str) -> Option<Found<'_>> {
        let method = if method == "HEAD" { "GET" } else { method };
        let segments = path
            .strip_prefix('/')?
            .split('/')
            .map(|segment| percent_decode_str(segment).decode_utf8().ok())
            .collect::<Option<Vec<_>>>()?;
        let mut arguments = Vec::new();
        let actions = self.root.find(method, &segments, &mut arguments)?;
        Some(Found { actions, arguments })
    }
}

impl Node {
    /// Literal segments win over arguments.
    fn find<S: AsRef<str>>(
        &self,
        method: &str,
        segments: &[S],
        arguments: &mut Vec<String>,
    ) -> Option<&[usize]> {
        let Some((first, rest)) = segments.split_first() else {
            return self.methods.get(method).map(Vec::as_slice);
        };
        let first = first.as_ref();
        let literal = self.literals.get(first);
        if let Some(found) = literal.and_then(|node| node.find(method, rest, arguments)) {
            return Some(found);
        }
        if first.is_empty() {
            return None;
        }
        let node = self.argument.as_ref()?;
        let before = arguments.len();
        arguments.push(first.to_owned());
        let found = node.find(method, rest, arguments);
        if found.is_none() {
            arguments.truncate(before);
        }
        found
    }

    fn sort_by_key<K: Ord>(&mut self, key: &impl Fn(&usize) -> K) {
        for actions in self.methods.values_mut() {
            actions.sort_by_key(key);
        }
        for node in self
            .literals
            .values_mut()
            .chain(self.argument.as_deref_mut())
        {
            node.sort_by_key(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router() -> Router {
        let mut router = Router::default();
        router.add("GET", "/apps", 0);
        router.add("GET", "/apps/{app}", 1);
        router.add("GET", "/apps/{app}/dynos/{dyno}", 2);
        router.add("PATCH", "/apps/mine", 3);
        router
    }

    #[test]
    fn arguments_are_decoded_as_one_segment() {
        let router = router();
        let found = router
            .find("GET", "/apps/a%2Fb/dynos/web.1")
            .expect("the route is known");
        assert_eq!(found.actions, [2]);
        assert_eq!(found.arguments, ["a/b", "web.1"]);
    }

    #[test]
    fn literal_segments_fall_back_to_arguments() {
        let router = router();
        assert_eq!(
            router.find("PATCH", "/apps/mine").expect("literal").actions,
            [3]
        );
        let found = router.find("GET", "/apps/mine").expect("argument");
        assert_eq!(found.arguments, ["mine"]);
    }

    #[test]
    fn other_paths_are_unknown() {
        for path in [
            "",
            "apps",
            "/",
            "/apps/",
            "//apps",
            "/apps/%ff",
            "/apps/a/dynos",
            "/APPS",
        ] {
            assert!(router().find("GET", path).is_none(), "{path}");
        }
        assert!(router().find("POST", "/apps/a").is_none());
    }
}

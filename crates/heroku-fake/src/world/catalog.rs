//! What is the same in every world: regions, stacks and dyno sizes.

use super::{fixed_id, is_uuid};

/// A place where apps run.
pub(crate) struct Region {
    pub(crate) name: &'static str,
    pub(crate) country: &'static str,
    pub(crate) description: &'static str,
    pub(crate) locale: &'static str,
    /// The provider's name for it.
    pub(crate) provider: &'static str,
    /// Whether only private spaces can be there.
    pub(crate) private: bool,
}

/// What apps run on.
pub(crate) struct Stack {
    pub(crate) name: &'static str,
    pub(crate) default: bool,
}

/// Something of the catalog, found by its name or id.
pub(crate) trait Named {
    /// What sort of thing it is; a part of its id.
    const KIND: &'static str;

    fn name(&self) -> &'static str;

    fn id(&self) -> String {
        fixed_id(&format!("{}/{}", Self::KIND, self.name()))
    }
}

impl Named for Region {
    const KIND: &'static str = "region";

    fn name(&self) -> &'static str {
        self.name
    }
}

impl Named for Stack {
    const KIND: &'static str = "stack";

    fn name(&self) -> &'static str {
        self.name
    }
}

impl Stack {
    /// The stack of apps that ask for none.
    pub(crate) fn default_of(stacks: &'static [Self]) -> &'static Self {
        stacks
            .iter()
            .find(|stack| stack.default)
            .unwrap_or(&stacks[0])
    }
}

/// The regions; apps that ask for none are in the first.
pub(crate) static REGIONS: [Region; 12] = [
    region(
        "us",
        "United States",
        "United States",
        "Virginia",
        "us-east-1",
        false,
    ),
    region("eu", "Ireland", "Europe", "Dublin", "eu-west-1", false),
    region(
        "dublin",
        "Ireland",
        "Dublin, Ireland",
        "Dublin",
        "eu-west-1",
        true,
    ),
    region(
        "frankfurt",
        "Germany",
        "Frankfurt, Germany",
        "Frankfurt",
        "eu-central-1",
        true,
    ),
    region(
        "london",
        "United Kingdom",
        "London, United Kingdom",
        "London",
        "eu-west-2",
        true,
    ),
    region(
        "montreal",
        "Canada",
        "Montreal, Canada",
        "Montreal",
        "ca-central-1",
        true,
    ),
    region(
        "mumbai",
        "India",
        "Mumbai, India",
        "Mumbai",
        "ap-south-1",
        true,
    ),
    region(
        "oregon",
        "United States",
        "Oregon, United States",
        "Oregon",
        "us-west-2",
        true,
    ),
    region(
        "singapore",
        "Singapore",
        "Singapore",
        "Singapore",
        "ap-southeast-1",
        true,
    ),
    region(
        "sydney",
        "Australia",
        "Sydney, Australia",
        "Sydney",
        "ap-southeast-2",
        true,
    ),
    region(
        "tokyo",
        "Japan",
        "Tokyo, Japan",
        "Tokyo",
        "ap-northeast-1",
        true,
    ),
    region(
        "virginia",
        "United States",
        "Virginia, United States",
        "Virginia",
        "us-east-1",
        true,
    ),
];

/// The stacks.
pub(crate) static STACKS: [Stack; 3] = [
    Stack {
        name: "cnb",
        default: false,
    },
    Stack {
        name: "heroku-22",
        default: false,
    },
    Stack {
        name: "heroku-24",
        default: true,
    },
];

const SIZES: [&str; 18] = [
    "Basic",
    "Eco",
    "Performance-2XL",
    "Performance-L",
    "Performance-L-RAM",
    "Performance-M",
    "Performance-XL",
    "Private-2XL",
    "Private-L",
    "Private-L-RAM",
    "Private-M",
    "Private-S",
    "Private-XL",
    "Shield-L",
    "Shield-M",
    "Shield-S",
    "Standard-1X",
    "Standard-2X",
];

/// The member of a catalog that has `key` as its id or name.
pub(crate) fn find<T: Named>(catalog: &'static [T], key: &str) -> Option<&'static T> {
    let by_id = is_uuid(key);
    catalog.iter().find(|item| {
        if by_id {
            item.id() == key
        } else {
            item.name() == key
        }
    })
}

/// The name of a dyno size as Heroku writes it, from its id or its name in any case.
pub(crate) fn size_name(key: &str) -> Option<&'static str> {
    let found = |size: &&&str| size.eq_ignore_ascii_case(key) || size_id(size) == key;
    SIZES.iter().find(found).copied()
}

/// The id of a dyno size.
pub(crate) fn size_id(name: &str) -> String {
    fixed_id(&format!("size/{name}"))
}

const fn region(
    name: &'static str,
    country: &'static str,
    description: &'static str,
    locale: &'static str,
    provider: &'static str,
    private: bool,
) -> Region {
    Region {
        name,
        country,
        description,
        locale,
        provider,
        private,
    }
}

//! The window: a page for a browser that shows what is in the fake and what comes to it.

mod page;

pub(crate) use page::respond;

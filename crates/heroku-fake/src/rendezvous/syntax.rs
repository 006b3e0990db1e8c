//! A command line, taken apart as `bash` does, as far as the shell of the fake goes.

use std::iter::Peekable;
use std::str::Chars;

use super::bounds::{LONGEST, TOO_LONG};
use super::environment::{Environment, is_part_of_name};

/// What only a real shell can do.
const UNKNOWN: [char; 7] = ['|', '&', '<', '>', '(', ')', '`'];
/// Words that begin what only a real shell can do.
const KEYWORDS: [&str; 7] = ["if", "for", "while", "until", "case", "function", "{"];

/// When a command is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    Always,
    /// `&&`: if what was before it went well.
    AfterSuccess,
    /// `||`: if what was before it failed.
    AfterFailure,
}

/// A command, its words not yet filled in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    words: Vec<Word>,
    /// What the shell of the fake cannot do of it.
    trouble: Option<String>,
}

type Word = Vec<Part>;

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The value of a variable.
    Value(String),
    /// The value of a variable, of which each word is a word of its own.
    Values(String),
}

impl Command {
    /// The words with the values of their variables, or what is wrong with the command.
    pub(super) fn fill(&self, env: &Environment, status: i32) -> Result<Vec<String>, String> {
        if let Some(trouble) = &self.trouble {
            return Err(trouble.clone());
        }
        let value = |name: &str| match name {
            "?" => status.to_string(),
            _ => env.value(name).unwrap_or_default().to_owned(),
        };
        let mut filled = Vec::new();
        let mut left = LONGEST;
        for word in &self.words {
            fill_word(word, &value, &mut filled, &mut left)?;
        }
        match filled.first() {
            Some(first) if KEYWORDS.contains(&first.as_str()) => Err(unknown(first)),
            _ => Ok(filled),
        }
    }
}

/// Adds the word, or the words that it comes to; `left` is how long they may be.
fn fill_word(
    word: &Word,
    value: &impl Fn(&str) -> String,
    filled: &mut Vec<String>,
    left: &mut usize,
) -> Result<(), String> {
    let mut current: Option<String> = None;
    for part in word {
        let text = match part {
            Part::Text(text) => text.clone(),
            Part::Value(name) | Part::Values(name) => value(name),
        };
        *left = left.checked_sub(text.len()).ok_or(TOO_LONG)?;
        match part {
            Part::Text(_) | Part::Value(_) => current.get_or_insert_default().push_str(&text),
            Part::Values(_) => {
                let value = text;
                if value.starts_with(char::is_whitespace) {
                    filled.extend(current.take());
                }
                for (index, piece) in value.split_whitespace().enumerate() {
                    if index > 0 {
                        filled.extend(current.take());
                    }
                    current.get_or_insert_default().push_str(piece);
                }
                if value.ends_with(char::is_whitespace) {
                    filled.extend(current.take());
                }
            }
        }
    }
    filled.extend(current);
    Ok(())
}

fn unknown(what: &str) -> String {
    format!("the shell of the fake knows no `{what}`")
}

/// The commands of a line, or of several.
pub(super) fn parse(text: &str) -> Vec<(Joint, Command)> {
    let mut parser = Parser {
        rest: text.chars().peekable(),
        commands: Vec::new(),
        joint: Joint::Always,
        command: Command::default(),
        word: None,
    };
    while let Some(next) = parser.rest.next() {
        parser.take(next);
    }
    parser.end_command(Joint::Always);
    parser.commands
}

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    commands: Vec<(Joint, Command)>,
    joint: Joint,
    command: Command,
    /// The word that is being read.
    word: Option<Word>,
}

impl Parser<'_> {
    fn take(&mut self, next: char) {
        match next {
            ';' | '\n' => self.end_command(Joint::Always),
            '&' if self.goes_on_with('&') => self.end_command(Joint::AfterSuccess),
            '|' if self.goes_on_with('|') => self.end_command(Joint::AfterFailure),
            _ if next.is_whitespace() => self.end_word(),
            '#' if self.word.is_none() => {
                while self.rest.next_if(|next| *next != '\n').is_some() {}
            }
            '\'' => self.single_quoted(),
            '"' => self.double_quoted(),
            '\\' => {
                let escaped = self.rest.next();
                self.push(escaped.unwrap_or('\\'));
            }
            '$' => self.value(Part::Values),
            _ if UNKNOWN.contains(&next) => self.fail(unknown(&next.to_string())),
            _ => self.push(next),
        }
    }

    fn single_quoted(&mut self) {
        self.begin_text();
        loop {
            match self.rest.next() {
                Some('\'') => return,
                Some(next) => self.push(next),
                None => return self.fail("a quote is not closed".to_owned()),
            }
        }
    }

    fn double_quoted(&mut self) {
        self.begin_text();
        loop {
            match self.rest.next() {
                Some('"') => return,
                Some('$') => self.value(Part::Value),
                Some('`') => self.fail(unknown("`")),
                Some('\\') => {
                    let is_special = |next: &char| ['"', '\\', '$', '`'].contains(next);
                    let escaped = self.rest.next_if(is_special);
                    self.push(escaped.unwrap_or('\\'));
                }
                Some(next) => self.push(next),
                None => return self.fail("a quote is not closed".to_owned()),
            }
        }
    }

    /// What follows a dollar: `?`, a name, or a name in braces; else it is just a dollar.
    fn value(&mut self, part: fn(String) -> Part) {
        if self.goes_on_with('?') {
            return self.push_part(part("?".to_owned()));
        }
        if self.rest.next_if_eq(&'(').is_some() {
            return self.fail(unknown("$("));
        }
        let in_braces = self.goes_on_with('{');
        let mut name = String::new();
        while let Some(next) = self.rest.next_if(|next| is_part_of_name(*next)) {
            name.push(next);
        }
        if in_braces && !self.goes_on_with('}') {
            return self.fail(unknown(&format!("${{{name}")));
        }
        if name.is_empty() {
            self.push('$');
        } else {
            self.push_part(part(name));
        }
    }

    fn goes_on_with(&mut self, next: char) -> bool {
        self.rest.next_if_eq(&next).is_some()
    }

    /// Makes it a word, even if nothing is in the quotes.
    fn begin_text(&mut self) {
        self.push_part(Part::Text(String::new()));
    }

    fn push(&mut self, next: char) {
        let word = self.word.get_or_insert_default();
        match word.last_mut() {
            Some(Part::Text(text)) => text.push(next),
            _ => word.push(Part::Text(next.to_string())),
        }
    }

    fn push_part(&mut self, part: Part) {
        self.word.get_or_insert_default().push(part);
    }

    fn fail(&mut self, trouble: String) {
        self.command.trouble.get_or_insert(trouble);
    }

    fn end_word(&mut self) {
        self.command.words.extend(self.word.take());
    }

    fn end_command(&mut self, next: Joint) {
        self.end_word();
        let command = std::mem::take(&mut self.command);
        if !command.words.is_empty() || command.trouble.is_some() {
            self.commands.push((self.joint, command));
        }
        self.joint = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        let commands = parse(line);
        assert_eq!(commands.len(), 1, "{line}");
        filled(&commands[0].1).expect(line)
    }

    fn filled(command: &Command) -> Result<Vec<String>, String> {
        let variables = [("NAME", "two words"), ("EMPTY", ""), ("ONE", "1")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        command.fill(&Environment::new(variables.to_vec()), 7)
    }

    #[test]
    fn words_are_parted_by_space_but_not_in_quotes() {
        assert_eq!(
            words(r#"a  'b  c' "d e"f g\ h '' "#),
            ["a", "b  c", "d ef", "g h", ""]
        );
    }

    #[test]
    fn values_of_variables_are_filled_in() {
        assert_eq!(
            words(r#"$ONE "$NAME" $NAME '$NAME'"#),
            ["1", "two words", "two", "words", "$NAME"]
        );
        assert_eq!(
            words(r#"x${ONE}y $? "s: $?" $EMPTY "$EMPTY" $"#),
            ["x1y", "7", "s: 7", "", "$"]
        );
        assert_eq!(
            words(r#"a$NAME"b" \$ONE "\$ONE \n""#),
            ["atwo", "wordsb", "$ONE", "$ONE \\n"]
        );
    }

    #[test]
    fn commands_are_joined_by_signs_and_lines() {
        let joints: Vec<_> = parse("a; b && c || d\n e # f ; g")
            .iter()
            .map(|(joint, command)| (*joint, filled(command).expect("words").join(" ")))
            .collect();
        let expected = [
            (Joint::Always, "a"),
            (Joint::Always, "b"),
            (Joint::AfterSuccess, "c"),
            (Joint::AfterFailure, "d"),
            (Joint::Always, "e"),
        ];
        assert_eq!(
            joints,
            expected.map(|(joint, text)| (joint, text.to_owned()))
        );
    }

    #[test]
    fn what_the_shell_cannot_do_spoils_one_command_only() {
        for (line, sign) in [
            ("a | b; c", "|"),
            ("a > b; c", ">"),
            ("a & c", "&"),
            ("a $(b); c", "$("),
            ("a ${b:-c}; c", "${b"),
            ("while true; c", "while"),
        ] {
            let commands = parse(line);
            let trouble = filled(&commands[0].1).expect_err(line);
            assert_eq!(trouble, unknown(sign));
            if line.contains(';') {
                let last = commands.last().expect("a second command");
                assert_eq!(filled(&last.1), Ok(vec!["c".to_owned()]));
            }
        }
        let unclosed = &parse("echo 'a; b")[0].1;
        assert_eq!(filled(unclosed), Err("a quote is not closed".to_owned()));
    }
}

//! What the one who attached has typed and no command has read yet.

use std::collections::VecDeque;

use super::bounds::LONGEST;

/// Ctrl-C.
const INTERRUPT: u8 = 0x03;
/// Ctrl-D, or the end of what was piped in.
const END: u8 = 0x04;
/// What a terminal does where there is no room for a key.
const BELL: u8 = 0x07;
/// Ctrl-\.
const QUIT: u8 = 0x1c;
/// Takes one character back.
const ERASE: [u8; 2] = [0x7f, 0x08];

/// What was typed and has not been read yet.
///
/// A terminal gives it line by line, so that a line can be corrected, and shows what is typed;
/// its end counts once. Of what is piped in, the end is the end.
pub(super) struct Keyboard {
    is_terminal: bool,
    /// The line that is being typed.
    line: Vec<u8>,
    ready: VecDeque<Key>,
}

/// A byte to read, or the end of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Byte(u8),
    End,
}

/// What a key does at once, whoever reads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    /// These bytes are shown.
    Shown(Vec<u8>),
    /// The command is told to end, by a signal of this number.
    Signal(i32),
}

/// What a command that reads gets.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Bytes(Vec<u8>),
    End,
}

impl Keyboard {
    pub(super) fn new(is_terminal: bool) -> Self {
        Self {
            is_terminal,
            line: Vec::new(),
            ready: VecDeque::new(),
        }
    }

    pub(super) fn press(&mut self, byte: u8) -> Pressed {
        match byte {
            INTERRUPT => self.signal(2),
            QUIT => self.signal(3),
            _ if self.is_terminal => Pressed::Shown(self.edit(byte)),
            END if self.ready.back() == Some(&Key::End) => Pressed::Shown(Vec::new()),
            END => {
                self.ready.push_back(Key::End);
                Pressed::Shown(Vec::new())
            }
            _ if self.ready.len() >= LONGEST => Pressed::Shown(vec![BELL]),
            _ => {
                self.ready.push_back(Key::Byte(byte));
                Pressed::Shown(Vec::new())
            }
        }
    }

    /// All that is there, if anything is.
    pub(super) fn take(&mut self) -> Option<Typed> {
        let bytes = self.take_bytes(self.ready.len());
        if bytes.is_empty() {
            return self.take_end();
        }
        Some(Typed::Bytes(bytes))
    }

    /// The next line with its end, if it is there.
    pub(super) fn take_line(&mut self) -> Option<Typed> {
        let is_last = |key: &Key| *key == Key::Byte(b'\n') || *key == Key::End;
        let end = self.ready.iter().position(is_last)?;
        let bytes = self.take_bytes(end + 1);
        if bytes.is_empty() {
            return self.take_end();
        }
        Some(Typed::Bytes(bytes))
    }

    /// A signal, which makes what was typed before it void.
    fn signal(&mut self, number: i32) -> Pressed {
        self.line.clear();
        self.ready.clear();
        Pressed::Signal(number)
    }

    /// Changes the line that is being typed, and tells what is shown of that.
    fn edit(&mut self, byte: u8) -> Vec<u8> {
        match byte {
            _ if self.ready.len() >= LONGEST => vec![BELL],
            b'\r' | b'\n' => {
                self.line.push(b'\n');
                self.release();
                vec![b'\n']
            }
            END if self.line.is_empty() => {
                self.ready.push_back(Key::End);
                Vec::new()
            }
            END => {
                self.release();
                Vec::new()
            }
            _ if ERASE.contains(&byte) => self.erase(),
            _ if byte.is_ascii_control() && byte != b'\t' => Vec::new(),
            _ if self.line.len() >= LONGEST => vec![BELL],
            _ => {
                self.line.push(byte);
                vec![byte]
            }
        }
    }

    fn erase(&mut self) -> Vec<u8> {
        let is_start = |byte: &u8| *byte & 0b1100_0000 != 0b1000_0000;
        let Some(start) = self.line.iter().rposition(is_start) else {
            return Vec::new();
        };
        self.line.truncate(start);
        b"\x08 \x08".to_vec()
    }

    /// Gives the line to who reads.
    fn release(&mut self) {
        self.ready.extend(self.line.drain(..).map(Key::Byte));
    }

    /// Up to `most` bytes that come before an end.
    fn take_bytes(&mut self, most: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while bytes.len() < most {
            let Some(Key::Byte(byte)) = self.ready.front() else {
                break;
            };
            bytes.push(*byte);
            self.ready.pop_front();
        }
        bytes
    }

    fn take_end(&mut self) -> Option<Typed> {
        self.ready.front()?;
        if self.is_terminal {
            self.ready.pop_front();
        }
        Some(Typed::End)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(is_terminal: bool, keys: &[u8]) -> (Keyboard, Vec<u8>) {
        let mut keyboard = Keyboard::new(is_terminal);
        let mut shown = Vec::new();
        for key in keys {
            if let Pressed::Shown(bytes) = keyboard.press(*key) {
                shown.extend(bytes);
            }
        }
        (keyboard, shown)
    }

    fn bytes(text: &str) -> Typed {
        Typed::Bytes(text.into())
    }

    #[test]
    fn what_is_piped_in_is_there_at_once_and_not_shown() {
        let (mut keyboard, shown) = typed(false, b"ab");
        assert_eq!(keyboard.take(), Some(bytes("ab")));
        assert_eq!(keyboard.take(), None);
        assert_eq!(shown, b"");
    }

    #[test]
    fn the_end_of_what_is_piped_in_stays_the_end() {
        let (mut keyboard, _) = typed(false, b"a\x04");
        assert_eq!(keyboard.take(), Some(bytes("a")));
        assert_eq!(keyboard.take(), Some(Typed::End));
        assert_eq!(keyboard.take_line(), Some(Typed::End));
    }

    #[test]
    fn a_terminal_shows_what_is_typed_and_gives_whole_lines() {
        let (mut keyboard, shown) = typed(true, "lö\x7fs".as_bytes());
        assert_eq!(keyboard.take(), None);
        assert_eq!(shown, "lö\x08 \x08s".as_bytes());
        keyboard.press(b'\r');
        assert_eq!(keyboard.take(), Some(bytes("ls\n")));
    }

    #[test]
    fn the_end_at_a_terminal_counts_once() {
        let (mut keyboard, _) = typed(true, b"\x04");
        assert_eq!(keyboard.take(), Some(Typed::End));
        assert_eq!(keyboard.take(), None);
    }

    #[test]
    fn lines_are_taken_one_by_one_and_the_last_may_lack_its_end() {
        let (mut keyboard, _) = typed(false, b"a\nb\nc");
        assert_eq!(keyboard.take_line(), Some(bytes("a\n")));
        assert_eq!(keyboard.take_line(), Some(bytes("b\n")));
        assert_eq!(keyboard.take_line(), None);
        keyboard.press(END);
        assert_eq!(keyboard.take_line(), Some(bytes("c")));
        assert_eq!(keyboard.take_line(), Some(Typed::End));
    }

    #[test]
    fn a_signal_makes_void_what_was_typed() {
        let (mut keyboard, _) = typed(false, b"abc");
        assert_eq!(keyboard.press(INTERRUPT), Pressed::Signal(2));
        assert_eq!(keyboard.take(), None);
        assert_eq!(keyboard.press(QUIT), Pressed::Signal(3));
    }
}

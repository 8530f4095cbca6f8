//! Where a command speaks: results on standard output, everything for people on standard error.

use crate::Failure;
use serde_json::Value;
use std::{
	fmt,
	io::{self, IsTerminal, Write},
	sync::{Arc, Mutex, PoisonError},
};

/// Answers a question that is put to a person.
type Answer = Arc<dyn Fn(&str) -> io::Result<String> + Send + Sync>;

/// A stream that several may write to, a whole line each.
type Stream = Arc<Mutex<Box<dyn Write + Send>>>;

/// Where a command speaks. Clones speak in the same place.
#[derive(Clone)]
pub struct Console {
	json: bool,
	out: Stream,
	err: Stream,
	/// `None` where nobody is there to be asked.
	answer: Option<Answer>,
	/// The same, without showing what is typed.
	secret: Option<Answer>,
}

impl fmt::Debug for Console {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Console")
			.field("json", &self.json)
			.field("interactive", &self.answer.is_some())
			.finish()
	}
}

impl Console {
	/// The process's own streams.
	pub fn of_process(json: bool) -> Self {
		let interactive = io::stdin().is_terminal() && io::stderr().is_terminal();
		let ask = |question: &str| {
			eprint!("{question}");
			let mut line = String::new();
			io::stdin().read_line(&mut line)?;
			Ok(line)
		};
		Self {
			json,
			out: stream(Box::new(io::stdout())),
			err: stream(Box::new(io::stderr())),
			answer: interactive.then(|| Arc::new(ask) as Answer),
			secret: interactive
				.then(|| Arc::new(|question: &str| rpassword::prompt_password(question)) as Answer),
		}
	}

	/// Streams of one's own, with nobody to be asked.
	pub fn to(json: bool, out: Box<dyn Write + Send>, err: Box<dyn Write + Send>) -> Self {
		Self { json, out: stream(out), err: stream(err), answer: None, secret: None }
	}

	/// The same with somebody who answers every question like this.
	pub fn answering(mut self, answer: &'static str) -> Self {
		self.answer = Some(Arc::new(move |_: &str| Ok(answer.to_string())));
		self.secret = Some(Arc::new(move |_: &str| Ok(answer.to_string())));
		self
	}

	/// A line for people.
	pub fn say(&self, text: &str) {
		write(&self.err, &format!("{text}\n"));
	}

	/// A line for programs, if they listen.
	pub fn note(&self, json: &Value) {
		if self.json {
			write(&self.out, &format!("{json}\n"));
		}
	}

	/// What was asked for: text, or one JSON document.
	pub fn result(&self, text: &str, json: &Value) {
		match self.json {
			true => write(&self.out, &format!("{json}\n")),
			false => write(&self.out, &format!("{}\n", text.trim_end())),
		}
	}

	/// Why nothing came of it.
	pub fn fail(&self, failure: &Failure) {
		self.note(&failure.json());
		self.say(&failure.to_string());
	}

	/// Asks whether to go on. Where nobody can answer it is an error that says so.
	pub fn confirm(&self, question: &str, yes: bool) -> Result<(), Failure> {
		if yes {
			return Ok(());
		}
		let Some(answer) = &self.answer else {
			return Err(Failure::input(
				"this spends money and has to be agreed to, and there is no terminal to ask on",
			)
			.advice("look at the lines above, and give --yes if you agree. Nothing was spent"));
		};
		let answered = answer(&format!("{question} [y/N] ")).map_err(no_answer)?;
		match answered.trim() {
			"y" | "Y" | "yes" => Ok(()),
			_ => Err(Failure::cancelled("not agreed to")
				.advice("nothing more is spent; begin again whenever you like")),
		}
	}

	/// Asks for what isn't to be seen; `None` where nobody can answer.
	pub fn secret(&self, question: &str) -> Option<Result<String, Failure>> {
		let secret = self.secret.as_ref()?;
		Some(secret(question).map_err(no_answer))
	}
}

fn no_answer(error: io::Error) -> Failure {
	Failure::input(format!("no answer can be read: {error}"))
		.advice("answer on the terminal, or give --yes and --key-file")
}

fn stream(stream: Box<dyn Write + Send>) -> Stream {
	Arc::new(Mutex::new(stream))
}

/// Who reads may have stopped reading: that is no failure of ours.
fn write(stream: &Stream, text: &str) {
	let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
	let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

//! Which request goes where.

use super::{
	download,
	reply::{Refusal, Reply},
	upload, State,
};
use assay_market::BlobHash;
use assay_proof::RootHash;
use hyper::{
	body::Incoming,
	header::{HeaderValue, ALLOW, AUTHORIZATION, WWW_AUTHENTICATE},
	Method, Request, StatusCode,
};
use std::{convert::Infallible, sync::Arc};

/// What a path names.
enum Place {
	/// `/blobs`
	All,
	/// `/blobs/HASH`
	One(BlobHash),
}

pub(crate) async fn answer(
	state: Arc<State>,
	request: Request<Incoming>,
) -> Result<Reply, Infallible> {
	Ok(match route(state, request).await {
		Ok(reply) => reply,
		Err(refusal) => refusal.reply(),
	})
}

async fn route(state: Arc<State>, request: Request<Incoming>) -> Result<Reply, Refusal> {
	let place = place(request.uri().path())?;
	match (place, request.method()) {
		(Place::One(hash), &Method::GET) => download::get(&state, hash, request.headers()).await,
		(Place::One(hash), &Method::HEAD) => download::head(&state, hash).await,
		(place, &Method::PUT) => {
			authorise(&state, &request)?;
			match place {
				Place::All => upload::put_unnamed(state, request).await,
				Place::One(hash) => upload::put_named(state, hash, request).await,
			}
		},
		(place, method) => {
			let allowed = match place {
				Place::All => "PUT",
				Place::One(_) => "GET, HEAD, PUT",
			};
			let message = format!("{method} isn't possible here; use {allowed}");
			Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method", message)
				.with(ALLOW, HeaderValue::from_static(allowed)))
		},
	}
}

fn place(path: &str) -> Result<Place, Refusal> {
	if path == "/blobs" {
		return Ok(Place::All);
	}
	let Some(name) = path.strip_prefix("/blobs/") else {
		let message = "there is nothing here; blobs are at /blobs/HASH";
		return Err(Refusal::new(StatusCode::NOT_FOUND, "path", message));
	};
	match name.parse::<RootHash>() {
		Ok(hash) => Ok(Place::One(BlobHash(hash.0))),
		Err(error) => {
			Err(Refusal::new(StatusCode::BAD_REQUEST, "hash", format!("/blobs/HASH: {error}")))
		},
	}
}

fn authorise(state: &State, request: &Request<Incoming>) -> Result<(), Refusal> {
	let Some(token) = &state.options.token else {
		return Ok(());
	};
	let shown = request
		.headers()
		.get(AUTHORIZATION)
		.and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
	// Hashes are compared in constant time.
	if shown.is_some_and(|shown| blake3::hash(shown) == blake3::hash(token.as_bytes())) {
		return Ok(());
	}
	let message = match shown {
		None => "writing needs a token; send it as Authorization: Bearer TOKEN",
		Some(_) => "this isn't the token; ask who runs this gateway for it",
	};
	Err(Refusal::new(StatusCode::UNAUTHORIZED, "token", message)
		.with(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
}

//! Any bytes as bytecode: decoding ends, and what decodes encodes to the same bytes.

#![no_main]

use assay_touchstone::{decode, encode, Program};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
	let parsed = Program::parse(bytes);
	if let Err(invalid) = &parsed {
		assert!(invalid.offset as usize <= bytes.len(), "{invalid}");
		assert!(!invalid.to_string().is_empty());
	}
	let Ok((header, decoded)) = decode(bytes) else {
		assert!(parsed.is_err());
		return;
	};
	let mut code = Vec::new();
	for item in decoded {
		match item {
			Ok((offset, instr)) => {
				assert_eq!(encode(&header, &code).len(), offset as usize);
				code.push(instr);
			},
			Err(invalid) => {
				assert_eq!(encode(&header, &code), bytes[..invalid.offset as usize]);
				assert!(parsed.is_err());
				return;
			},
		}
		// Encoding all that came before is quadratic: enough of it.
		if code.len() > 200 {
			return;
		}
	}
	assert_eq!(encode(&header, &code), bytes);
	if let Ok(program) = parsed {
		assert_eq!((program.header(), program.code()), (&header, &code[..]));
	}
});

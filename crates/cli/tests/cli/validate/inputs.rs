//! What `validate` reads: lines, directories, compressed files, stdin.

use std::io::Write as _;

use super::{File, findings, run, run_on};
use crate::Run;

/// `N valid, …`, the last line on stderr.
fn sentence(run: &Run) -> &str {
    run.stderr.lines().last().unwrap_or_default()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn each_line_is_a_document() {
    let text = "{}\n\n{\"id\": 1}\r\n  \t\n{\"status\": 9}\n[]";
    let by_name = File::new("inputs.ndjson", text);
    let by_option = File::new("inputs.txt", text);
    for run in [
        run(&["validate", "-o", "jsonl", by_name.path()]),
        run(&["validate", "-o", "jsonl", "--lines", by_option.path()]),
        run_on(&["validate", "-o", "jsonl", "--lines"], text),
    ] {
        let places: Vec<(u64, u64, u64)> = findings(&run)
            .iter()
            .map(|line| ["record", "line", "column"].map(|key| line[key].as_u64().unwrap()).into())
            .collect();
        assert_eq!(places, [(3, 3, 8), (5, 5, 12), (6, 6, 1)], "{run}");
        assert_eq!(run.code, 1);
    }
    // Without the name or the option it is one document, which is not JSON.
    assert_eq!(run(&["validate", by_option.path()]).code, 1);
    assert_eq!(run_on(&["validate", "--lines"], "{}\n{}\n").code, 0);
    assert_eq!(run_on(&["validate", "--lines"], "").code, 0);
}

#[test]
fn decompresses_by_content() {
    let (first, second) = ("{}\n{\"id\": 1}\n", "{\"id\": \"a\"}\n{\"id\": 2}\n");
    let skipped = [&[0x55, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
    for (name, content) in [
        ("members.ndjson.gz", [gzip(first.as_bytes()), gzip(second.as_bytes())].concat()),
        ("frames.jsonl.zst", [zstd(first.as_bytes()), skipped.clone(), zstd(second.as_bytes())].concat()),
        ("skipped.jsonl.zstd", [skipped, zstd((first.to_owned() + second).as_bytes())].concat()),
        ("content-counts.jsonl", gzip((first.to_owned() + second).as_bytes())),
    ] {
        let file = File::new(name, content);
        let run = run(&["validate", file.path()]);
        assert_eq!((run.code, sentence(&run)), (1, "2 valid, 2 invalid (2 errors)"), "{name}: {run}");
        assert!(run.stdout.contains(&format!("{name}:4:8: error[type]")), "{run}");
    }
    let document = File::new("document.json.gz", gzip(b"{}"));
    assert_eq!(run(&["validate", document.path()]).code, 0);
}

#[test]
fn validates_the_lines_before_truncated_compression() {
    // Too many lines for one chunk, so that some are validated before the truncation is seen.
    let line = "{\"id\": \"0123456789012345678901234567890123456789\"}\n";
    let text = format!("[]\n{}", line.repeat(40_000));
    for (name, mut content) in [("cut.ndjson.gz", gzip(text.as_bytes())), ("cut.ndjson.zst", zstd(text.as_bytes()))] {
        content.truncate(content.len() * 3 / 4);
        let file = File::new(name, content);
        let run = run(&["validate", file.path()]);
        assert_eq!(run.code, 3, "{name}: {}", run.stderr);
        assert!(run.stderr.contains(&format!("{name}: ")) && run.stderr.contains("1 unreadable"), "{run}");
        assert!(run.stdout.contains(&format!("{name}:1:1: error[type]")), "{run}");
    }
}

#[test]
fn walks_directories_in_the_order_of_names() {
    let _files = ["b.json", "a.ndjson", "sub/c.jsonl.gz", "sub/deep/d.JSON", ".hidden.json", "e.txt"].map(|name| {
        let content = if name.ends_with(".gz") { gzip(b"[]") } else { b"[]".to_vec() };
        File::new(&format!("walk/{name}"), content)
    });
    let root = concat!(env!("CARGO_TARGET_TMPDIR"), "/walk");
    let run_ = run(&["validate", "-o", "github", root]);
    let files: Vec<&str> =
        run_.stdout.lines().map(|line| line.split(',').next().unwrap().rsplit_once("/walk/").unwrap().1).collect();
    assert_eq!(files, ["a.ndjson", "b.json", "sub/c.jsonl.gz", "sub/deep/d.JSON"], "{run_}");

    let _none = File::new("walk-nothing/e.txt", "");
    let run = run(&["validate", concat!(env!("CARGO_TARGET_TMPDIR"), "/walk-nothing")]);
    assert_eq!(run.code, 3, "{run}");
    assert!(run.stderr.contains("no .json, .ndjson, .jsonl or .har"), "{run}");
}

#[test]
fn output_of_many_threads_is_in_the_order_of_the_input() {
    // Lines of very different cost, in many chunks.
    let mut text = String::new();
    for number in 0..20_000 {
        match number % 7 {
            0 => text.push_str(&format!("{{\"id\": {number}}}\n")),
            1 if number % 97 == 0 => text.push_str(&format!("[{}{number}]\n", "1, ".repeat(3000))),
            _ => text.push_str(&format!("{{\"id\": \"{number}\"}}\n")),
        }
    }
    let file = File::new("order.ndjson", text);
    let one = run(&["validate", "--threads", "1", "-o", "jsonl", file.path()]);
    assert!(one.stdout.lines().count() > 2500);
    for threads in ["2", "7"] {
        for format in ["jsonl", "human"] {
            let one = run(&["validate", "--threads", "1", "-o", format, file.path()]);
            let many = run(&["validate", "--threads", threads, "-o", format, file.path()]);
            assert!(one.stdout == many.stdout && one.stderr == many.stderr, "{threads} threads, {format}");
        }
    }
}

#[test]
fn limits_are_findings() {
    let long = format!("{{\"id\": \"{}\"}}", "x".repeat(100));
    let text = format!("{{}}\n{long}\n[]\n");
    let run_ = run_on(&["validate", "--lines", "--max-line-size", "64", "-o", "jsonl"], &text);
    let found: Vec<(u64, String)> = findings(&run_)
        .iter()
        .map(|line| (line["record"].as_u64().unwrap(), line["rule"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(found, [(2, "document-size".to_owned()), (3, "type".to_owned())], "{run_}");
    assert_eq!(run_on(&["validate", "--lines", "--max-size", "64"], &long).code, 0);

    let run_ = run_on(&["validate", "--max-size", "64"], &long);
    assert_eq!(run_.code, 1, "{run_}");
    // Reading stops at the limit, so the length is unknown.
    let expected = "error[document-size]: expected a document of at most 64 bytes, found a longer one\n";
    assert!(run_.stdout.contains(expected), "{run_}");
    // A decompressed document need not fit into memory.
    let bomb = File::new("bomb.json.gz", gzip(" ".repeat(8 << 20).as_bytes()));
    let run_ = run(&["validate", "--max-size", "1MiB", bomb.path()]);
    assert!(run_.code == 1 && run_.stdout.contains("document-size"), "{run_}");

    let nested = "{\"import_param\": ".to_owned() + &"[".repeat(9) + &"]".repeat(9) + "}";
    assert!(run_on(&["validate", "--max-nesting", "5"], &nested).stdout.contains("error[nesting]"));
    assert_eq!(run_on(&["validate", "--max-nesting", "512"], &nested).code, 1);
    // The library has this limit in any case.
    assert_eq!(run_on(&["validate", "--max-nesting", "513"], &nested).code, 2);
}

#[test]
fn empty_input_is_a_document_only_if_not_ndjson() {
    for (name, content, code, expected) in [
        ("empty.json", &b""[..], 1, "0 valid, 1 invalid (1 error)"),
        ("space.json", b" \n", 1, "0 valid, 1 invalid (1 error)"),
        ("empty.ndjson", b"", 0, "nothing was validated"),
        ("blank.ndjson", b"\n\r\n  \t\n", 0, "nothing was validated"),
        ("open-end.ndjson", b"{}\n{}", 0, "2 valid"),
        ("crlf.ndjson", b"{}\r\n{}\r\n", 0, "2 valid"),
        ("mark.json", b"\xef\xbb\xbf{}", 0, "1 valid (1 warning)"),
        ("half-a-mark.json", b"\x1f", 1, "0 valid, 1 invalid (1 error)"),
    ] {
        let file = File::new(name, content);
        let run = run(&["validate", file.path()]);
        assert_eq!((run.code, sentence(&run)), (code, expected), "{name}: {run}");
    }
    let nothing = File::new("empty.json.gz", gzip(b""));
    assert_eq!(run(&["validate", nothing.path()]).code, 1);
}

#[test]
fn stdin_is_read_once() {
    let run = run_on(&["validate", "-", "-"], "{}");
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run}");
    assert!(run.stderr.contains("- is given more than once"), "{run}");
}

#[test]
fn distinguishes_corrupt_from_truncated_compression() {
    let whole = gzip(&"{}\n".repeat(1000).into_bytes());
    let (mut checksum, mut head) = (whole.clone(), whole.clone());
    let at = checksum.len() - 8;
    checksum[at] ^= 1;
    head[2] = 0;
    let frame = [zstd(b"{}"), vec![0x28, 0xb5, 0x2f, 0xfd, 0xff]].concat();
    for (name, content, cause) in [
        ("broken.ndjson.gz", whole[..20].to_vec(), "the compressed data breaks off"),
        ("checksum.ndjson.gz", checksum, "checksum"),
        ("head.ndjson.gz", head, "invalid gzip header"),
        ("behind.ndjson.gz", [whole, b"garbage and more".to_vec()].concat(), "invalid gzip header"),
        ("frame.ndjson.zst", frame, "the compressed data breaks off"),
        ("no-frame.json.zst", b"\x28\xb5\x2f\xfd".to_vec(), "the compressed data breaks off"),
    ] {
        let file = File::new(name, content);
        let run = run(&["validate", file.path()]);
        assert_eq!(run.code, 3, "{name}: {run}");
        let expected = format!("{name}: cannot be decompressed: ");
        assert!(run.stderr.contains(&expected) && run.stderr.contains(cause), "{name}: {run}");
    }
}

#[cfg(unix)]
#[test]
fn odd_names_and_files_in_a_directory_do_not_stop_the_run() {
    use std::{
        ffi::OsStr,
        fs,
        os::unix::{ffi::OsStrExt as _, fs::symlink, net::UnixListener},
        path::Path,
    };

    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("odd");
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("folder.json")).unwrap();
    fs::write(root.join(OsStr::from_bytes(b"a\xff\n.json")), "[]").unwrap();
    symlink("..", root.join("folder.json/up")).unwrap();
    symlink("nowhere", root.join("z.json")).unwrap();
    // Like a pipe it is not a file; reading a pipe would wait for a writer.
    let _socket = UnixListener::bind(root.join("socket.json")).unwrap();
    let mut command = crate::program(&["validate", "-o", "sarif", "."]);
    let run = crate::finish({
        command.current_dir(&root);
        command
    });
    assert!(run.code == 3 && run.stderr.contains("./z.json: No such file"), "{run}");
    assert!(run.stdout.contains("\"uri\":\"a%FF%0A.json\"") && run.stdout.contains("\"unreadable\":1"), "{run}");
    fs::remove_dir_all(&root).unwrap();
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    use std::{io::Read as _, process::Stdio};

    let invalid = File::new("enough.ndjson", "[]\n".repeat(50_000));
    // Nothing was invalid before the pipe was closed, but not everything was validated.
    let warned = File::new("warned.ndjson", "{\"id\":\"a\",\"id\":\"b\"}\n".repeat(50_000) + "[]\n");
    for format in ["human", "json", "jsonl", "sarif", "github"] {
        for (file, code) in [(&invalid, 1), (&warned, 8)] {
            let mut command = crate::program(&["validate", "-o", format, file.path()]);
            let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let mut first = [0; 64];
            child.stdout.take().unwrap().read_exact(&mut first).unwrap();
            let run = crate::read(child.wait_with_output().unwrap());
            assert_eq!((run.code, run.stderr.as_str()), (code, ""), "{format}");
        }
    }
}

#[test]
fn answers_a_line_of_stdin_before_the_next_arrives() {
    use std::{
        io::{BufRead as _, BufReader},
        process::Stdio,
    };

    for threads in ["1", "4"] {
        let mut command = crate::program(&["validate", "--lines", "-o", "jsonl", "--threads", threads]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (mut stdin, mut answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        for record in 1..=3 {
            stdin.write_all(b"[]\n").unwrap();
            let mut answer = String::new();
            answers.read_line(&mut answer).unwrap();
            assert!(answer.contains(&format!("\"record\":{record},")), "{answer}");
        }
        drop(stdin);
        assert_eq!(child.wait().unwrap().code(), Some(1));
    }
}

#[test]
fn limits_the_findings_of_one_line() {
    let line = format!("{{{}\"status\":9}}\n", "\"id\":1,".repeat(1500));
    let run = run_on(&["validate", "--lines", "-o", "jsonl", "--allow", "duplicate-key"], &line);
    let findings = findings(&run);
    assert_eq!(findings.len(), 1001, "{}", run.stderr);
    assert_eq!(findings.last().unwrap()["found"], "501 more", "{}", run.stdout);
}

#[test]
fn names_utf_16() {
    let text: Vec<u8> = "{\"id\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [text.clone(), [b"\xff\xfe".as_slice(), &text].concat()] {
        let file = File::new("utf-16.json", bytes);
        let run = run(&["validate", "-o", "jsonl", file.path()]);
        let [finding] = &findings(&run)[..] else { panic!("{run}") };
        assert_eq!(finding["message"], "expected UTF-8, found UTF-16", "{run}");
    }
    let contract = File::new("utf-16.yaml", [b"\xff\xfe".as_slice(), &text].concat());
    let run = run_on(&["validate", "--contract", contract.path()], "{}");
    assert!(run.code == 3 && run.stderr.contains("UTF-16"), "{run}");
}

#[test]
fn jsonl_has_unreadable_inputs_and_the_counts() {
    let file = File::new("counts.json", "[]");
    let run = run(&["validate", "-o", "jsonl", file.path(), "no/such.json"]);
    let lines: Vec<serde_json::Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [finding, unreadable, last] = &lines[..] else { panic!("{run}") };
    assert_eq!(finding["rule"], "type", "{run}");
    assert!(unreadable["file"] == "no/such.json" && unreadable["error"].is_string(), "{run}");
    assert_eq!((&last["summary"]["invalid"], &last["summary"]["unreadable"]), (&1.into(), &1.into()), "{run}");
    assert_eq!(last["valid"], false, "{run}");
}

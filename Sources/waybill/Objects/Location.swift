import ArgumentParser
import OSSClient
import OSSSigning

/// What a command is about: a local path, `-`, or `oss://BUCKET/KEY`.
enum Location: Equatable {
    case local(String)
    /// stdin or stdout.
    case stream
    case remote(RemoteLocation)

    /// - Throws: `CommandFailure` for names that cannot be one.
    init(_ text: String, encoding: KeyEncodingOption) throws {
        if text == "-" {
            self = .stream
        } else if RemoteLocation.isMeant(by: text) {
            self = .remote(try RemoteLocation(text, encoding: encoding))
        } else {
            guard !text.isEmpty, !text.utf8.contains(0) else { throw CommandFailure.usage("an empty text is the name of no file") }
            self = .local(text)
        }
    }
}

/// `oss://BUCKET/KEY`, where the key may be the beginning of keys, or nothing.
struct RemoteLocation: Equatable, CustomStringConvertible {
    let bucket: BucketName
    /// The key, or what keys begin with.
    let prefix: String

    init(bucket: BucketName, prefix: String) {
        self.bucket = bucket
        self.prefix = prefix
    }

    /// - Throws: `CommandFailure` for names that cannot be one.
    init(_ text: String, encoding: KeyEncodingOption) throws {
        guard let url = ObjectURL(argument: text) else { throw CommandFailure.usage("\(text) is not oss://BUCKET/KEY") }
        do { bucket = try BucketName(url.bucket) } catch { throw CommandFailure.usage("oss://\(url.bucket): \(error)") }
        prefix = try encoding.decoded(url.key)
    }

    static func isMeant(by text: String) -> Bool { text.utf8.starts(with: "oss://".utf8) }

    static func == (a: Self, b: Self) -> Bool { a.bucket == b.bucket && a.prefix.utf8.elementsEqual(b.prefix.utf8) }

    /// The object.
    /// - Throws: `CommandFailure` when no key was given.
    func key() throws -> ObjectKey {
        guard !prefix.isEmpty else { throw CommandFailure.usage("oss://\(bucket)/ names no object: say oss://\(bucket)/KEY") }
        do { return try ObjectKey(prefix) } catch { throw CommandFailure.usage("oss://\(bucket)/...: \(error)") }
    }

    /// Whether keys are put behind it rather than it being one.
    var isFolder: Bool { prefix.isEmpty || prefix.utf8.last == ASCII.slash }

    /// What keys begin with that are put below it.
    var folderPrefix: String { isFolder ? prefix : prefix + "/" }

    /// The part of the prefix that names folders; what follows is the beginning of a name.
    var parentPrefix: String {
        guard let slash = prefix.utf8.lastIndex(of: ASCII.slash) else { return "" }
        return String(decoding: prefix.utf8[...slash], as: UTF8.self)
    }

    /// A key of the same bucket, for people and scripts.
    func url(_ key: ObjectKey) -> String { "oss://\(bucket)/\(key)" }

    var description: String { "oss://\(bucket)/\(prefix)" }
}

/// How keys are given on the command line.
struct KeyEncodingOption: ParsableArguments {
    @Option(help: ArgumentHelp("url: keys are given, and printed, percent-encoded.", valueName: "url"))
    var encodingType: Encoding?

    enum Encoding: String, ExpressibleByArgument { case url }

    /// - Throws: `CommandFailure` for an escape that is none, or bytes that are no text.
    func decoded(_ key: String) throws -> String {
        guard encodingType == .url else { return key }
        guard let bytes = try? PercentEncoding.decode(Array(key.utf8)), let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure.usage("--encoding-type url: a key holds a % that begins no escape, or is not UTF-8")
        }
        return text
    }

    /// A key as it is printed: control characters escaped, so that a line stays a line and a terminal does what it should.
    func shown(_ key: ObjectKey) -> String {
        if encodingType == .url { return PercentEncoding.encode(key.bytes, keepingSlash: true) }
        return key.text.printable
    }
}

extension String {
    /// The text without control characters: `\n`, `\u{1b}`.
    var printable: String {
        guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.properties.generalCategory == .control {
                text += scalar == "\n" ? "\\n" : "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

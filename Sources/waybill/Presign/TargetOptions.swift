import ArgumentParser
import OSSSigning

/// What a URL is for: `oss://BUCKET/KEY`, once or many times, or `-` for a list on stdin.
struct TargetOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("What the URL is for: oss://BUCKET/KEY (repeatable), or - for one a line on stdin.", valueName: "target"))
    var targets: [TargetArgument] = []

    @Option(help: "The bucket, in place of oss://BUCKET/KEY. With - as target, each line of stdin is a key.")
    var bucket: String?

    @Option(name: .customLong("key"), help: "The object key, in place of oss://BUCKET/KEY (repeatable).")
    var keys: [String] = []

    @Option(help: ArgumentHelp("url: keys are given percent-encoded, for bytes that a command line cannot carry.", valueName: "url"))
    var encodingType: KeyEncoding?

    /// How keys are given.
    enum KeyEncoding: String, ExpressibleByArgument { case url }

    /// Whether there can be more than one.
    var isBatch: Bool { targets.count + keys.count > 1 || targets.contains(.standardInput) }

    /// The bucket, where there is one for all.
    var onlyBucket: BucketName? {
        let names = Set(targets.map { if case .object(let url) = $0 { url.bucket } else { bucket ?? "" } } + (bucket.map { [$0] } ?? []))
        return names.count == 1 ? names.first.flatMap { try? BucketName($0) } : nil
    }

    /// Whether stdin is read for targets.
    var readsStandardInput: Bool { targets.contains(.standardInput) }

    /// Calls `body` with each target in order, those of stdin as they arrive. A name that cannot be one is a failure of its target alone.
    ///
    /// - Parameter allowsBucket: whether the operation may be one on the bucket itself. An empty variable in `oss://bucket/$NAME` must not
    ///   become a URL that makes or deletes a bucket.
    /// - Throws: `CommandFailure` when the flags do not fit together; what `body` throws.
    func forEach(allowsBucket: Bool, _ body: (Result<Resource, CommandFailure>) throws -> Void) throws {
        guard targets.isEmpty || keys.isEmpty else { throw CommandFailure.usage("give either oss://BUCKET/KEY or --key") }
        guard keys.isEmpty || bucket != nil else { throw CommandFailure.usage("--key needs --bucket") }
        if targets.isEmpty {
            guard let bucket else { throw CommandFailure.usage("say what the URL is for: oss://BUCKET/KEY, or --bucket B --key K") }
            guard !keys.isEmpty else { return try body(result { .bucket(try BucketName(bucket)) }) }
            for key in keys { try body(result { try object(bucket, Array(key.utf8)) }) }
        }
        for target in targets {
            switch target {
            case .object(let url):
                guard bucket == nil else { throw CommandFailure.usage("give either oss://BUCKET/KEY or --bucket") }
                try body(result { try resource(url, allowsBucket: allowsBucket) })
            case .standardInput: try InputText.forEachLineOfStandardInput { line in try body(result { try resource(line: line, allowsBucket) }) }
            }
        }
    }

    private func resource(line: [UInt8], _ allowsBucket: Bool) throws -> Resource {
        if let bucket { return try object(bucket, line) }
        guard let text = String(validating: line, as: UTF8.self), let url = ObjectURL(argument: text) else {
            throw CommandFailure.usage("stdin: a line is no oss://BUCKET/KEY; for lines of keys, name the --bucket")
        }
        return try resource(url, allowsBucket: allowsBucket)
    }

    private func resource(_ url: ObjectURL, allowsBucket: Bool) throws -> Resource {
        if !url.key.isEmpty { return try object(url.bucket, Array(url.key.utf8)) }
        guard allowsBucket else {
            throw CommandFailure.usage("oss://\(url.bucket)/ names no object; for an operation on the bucket itself, use --bucket alone")
        }
        return .bucket(try BucketName(url.bucket))
    }

    private func object(_ bucket: String, _ key: [UInt8]) throws -> Resource {
        var key = key
        if encodingType == .url {
            do { key = try PercentEncoding.decode(key) } catch {
                throw CommandFailure.usage("--encoding-type url: a key holds a % that begins no escape")
            }
        }
        return .object(try BucketName(bucket), try ObjectKey(bytes: key))
    }

    private func result(_ resource: () throws -> Resource) -> Result<Resource, CommandFailure> {
        do { return .success(try resource()) } catch let failure as CommandFailure {
            return .failure(failure)
        } catch {
            return .failure(.usage("\(error)"))
        }
    }
}

/// `oss://BUCKET/KEY`, or `-`.
enum TargetArgument: ExpressibleByArgument, Equatable {
    case object(ObjectURL)
    case standardInput

    init?(argument: String) {
        if argument == "-" {
            self = .standardInput
        } else {
            guard let url = ObjectURL(argument: argument) else { return nil }
            self = .object(url)
        }
    }
}

import ArgumentParser
import OSSClient
import OSSSigning

/// `waybill wait`: waits for an object to be there.
struct WaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Wait until an object is there, and print its name.",
        discussion: """
            waybill wait oss://examplebucket/inbox/film.mp4 --timeout 10m

            Exit status 7 says that it did not come in time.
            """, aliases: ["watch"])

    @Argument(help: "oss://BUCKET/KEY")
    var target: String

    @Option(help: ArgumentHelp("How long to wait: 90, 10m, 1h.", valueName: "duration"))
    var timeout = DurationArgument(argument: "10m")!

    @Option(help: ArgumentHelp("How often to ask.", valueName: "duration"))
    var interval = DurationArgument(argument: "2s")!

    @Flag(help: "Wait until it is gone.")
    var gone = false

    @OptionGroup var encoding: KeyEncodingOption
    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let help: ArgumentHelp = "raw prints the object's name; json prints what is known of it."
    }

    func validate() throws {
        guard timeout.duration >= .zero else { throw ValidationError("--timeout is not negative") }
        guard interval.duration >= .milliseconds(100) else { throw ValidationError("--interval is at least 100ms") }
    }

    func run() async throws {
        do { try await wait() } catch { throw CommandFailure(error) }
    }

    private func wait() async throws {
        let location = try RemoteLocation(target, encoding: encoding)
        let key = try location.key()
        let client = try await client.client(bucket: location.bucket)
        let deadline = ContinuousClock.now.advanced(by: timeout.duration)
        let head = try await interruptible(advice: gone ? "it is still there" : "it is not there yet") {
            while true {
                let found = try await found(location.bucket, key, client)
                if (found == nil) == gone { return found }
                let now = ContinuousClock.now
                guard now < deadline else {
                    throw CommandFailure(
                        status: .timeout, message: "\(location.description.printable) is \(gone ? "still" : "not") there after \(timeout.duration)")
                }
                try await Task.sleep(until: min(now.advanced(by: interval.duration), deadline), clock: .continuous)
            }
        }
        let name = "oss://\(location.bucket)/\(encoding.shown(key))"
        guard output.format == .json, let head else { return try await StandardOutput.write(lines: [name]) }
        try await StandardOutput.write(lines: [FactSheet(object: head, bucket: location.bucket, key: key, encoding: encoding).json()])
    }

    /// The object's head; `nil` when it is not there. A bucket that is not there is an error: nobody waits for that.
    private func found(_ bucket: BucketName, _ key: ObjectKey, _ client: OSSClient) async throws -> ObjectProperties? {
        do {
            return try await client.headObject(HeadObjectRequest(bucket: bucket, key: key))
        } catch let error as ServiceError where error.status == 404 && error.code != .noSuchBucket {
            return nil
        }
    }
}

import ArgumentParser
import OSSClient
import OSSSigning

/// `waybill creds`: says where credentials come from, and why not from elsewhere.
struct CredsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "creds", abstract: "Show which credentials are used, and why no others.",
        discussion: """
            waybill creds
            waybill creds --profile dev --output-format json

            Credentials that have to be fetched are fetched. No secret and no token is shown, and of an access key's id only the ends. \
            Exit code 3: there are none.
            """)

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let help: ArgumentHelp = "raw prints lines for people; json prints one object."
    }

    func run() async throws {
        let chain = try ClientSettings(client, isTracing: true).chain()
        let (trace, credentials) = await chain.trace()
        let report = CredsReport(trace, credentials)
        switch output.format {
        case .raw: Console.data(report.text)
        case .json: Console.data(try JSONText.encode(report))
        }
        if credentials == nil { throw CommandFailure.local(report.failure) }
    }
}

/// What `waybill creds` prints. Reasons name variables, files and lines, and no values.
struct CredsReport: Encodable {
    let schema = "waybill.creds/1"
    let source: String?
    let kind: String?
    let accessKeyID: String?
    let isTemporary: Bool
    let expiration: String?
    let steps: [Step]

    struct Step: Encodable {
        let source: String
        let outcome: String
        let reason: String?

        init(_ step: CredentialsTrace.Step) {
            source = step.source
            (outcome, reason) =
                switch step.outcome {
                case .used(let kind): ("used", kind)
                case .skipped(let reason): ("skipped", reason)
                case .failed(let reason): ("failed", reason)
                case .notAsked: ("not_asked", nil)
                }
        }
    }

    enum CodingKeys: String, CodingKey {
        case schema, source, kind, expiration, steps
        case accessKeyID = "access_key_id"
        case isTemporary = "is_temporary"
    }

    init(_ trace: CredentialsTrace, _ credentials: Credentials?) {
        source = credentials == nil ? nil : trace.winner?.source
        if credentials != nil, case .used(let kind) = trace.winner?.outcome { self.kind = kind } else { kind = nil }
        let key = credentials?.accessKey
        accessKeyID = key.map { Self.shortened($0.id.rawValue) }
        isTemporary = key?.securityToken != nil
        expiration = key?.expiration?.rfc3339
        steps = trace.steps.map(Step.init)
    }

    /// The ends of an id, `LTAI5t…K9`.
    static func shortened(_ id: String) -> String { id.count >= 12 ? "\(id.prefix(6))…\(id.suffix(2))" : "\(id.prefix(2))…" }

    /// For people.
    var text: String {
        var lines: [String] = []
        if let source { lines.append("source: \(source) (\(kind ?? ""))") }
        if let accessKeyID { lines.append("access key id: \(accessKeyID)") }
        if let expiration { lines.append("expires: \(expiration)") }
        lines += steps.map { step in
            let word = step.outcome == "not_asked" ? "not asked" : step.outcome
            return "\(step.source): \(word)\(step.reason.map { ", \($0)" } ?? "")"
        }
        return lines.joined(separator: "\n")
    }

    /// Why there are none.
    var failure: String {
        guard let failed = steps.first(where: { $0.outcome == "failed" }) else {
            return "no credentials: set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or start a local server here with `waybill serve`"
        }
        return "no credentials: \(failed.source) failed: \(failed.reason ?? "")"
    }
}

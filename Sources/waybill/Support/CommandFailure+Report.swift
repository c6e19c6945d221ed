import OSSClient

extension CommandFailure {
    /// Says what went wrong, on stderr: a sentence, or a JSON object where the output is JSON, too.
    func report(asJSON: Bool) {
        guard asJSON, let json = try? JSONText.encode(Document(self)) else { return Console.error(message) }
        Console.note(json)
    }

    /// An error as programs read it.
    private struct Document: Encodable {
        let code: String
        let ec: String?
        let exitStatus: Int32
        let hint: String?
        let message: String
        let recommendDoc: String?
        let requestID: String?

        enum CodingKeys: String, CodingKey {
            case code, ec, hint, message
            case exitStatus = "exit_status"
            case recommendDoc = "recommend_doc"
            case requestID = "request_id"
        }

        init(_ failure: CommandFailure) {
            code = failure.service?.code.rawValue ?? failure.code ?? "\(failure.status)"
            ec = failure.service?.ec
            exitStatus = failure.status.rawValue
            hint = failure.service?.hint
            message = failure.service?.message ?? failure.message
            recommendDoc = failure.service?.ec.map { "https://api.aliyun.com/troubleshoot?q=\($0)" }
            requestID = failure.service?.requestID
        }
    }
}

extension CommandLineArguments {
    /// Whether the command was asked for JSON. An error may come before the arguments are parsed.
    static var wantJSON: Bool {
        let arguments = CommandLine.arguments.prefix { $0 != "--" }
        return zip(arguments, arguments.dropFirst()).contains { ($0 == "--output-format" || $0 == "--output") && $1 == "json" }
            || arguments.contains { $0 == "--output-format=json" || $0 == "--output=json" || $0 == "--json" }
    }
}

/// What `--check` found out: whether the signer may do what the URL is for. Members that `ram simulate` prints, too, are the same there.
struct PermissionCheck: Encodable, Equatable {
    enum Outcome: String, Encodable {
        case allowed, denied, unknown
    }

    /// How it was found out.
    enum Method: String, Encodable {
        case simulation, request, none
    }

    let outcome: Outcome
    let by: Method
    /// A sentence.
    let reason: String
    /// What the server's refusal would carry, or carried.
    let ec: String?
    /// The statement that would have allowed it but for one thing.
    let nearest: String?
    /// Of a simulation whose outcome is known: who decided.
    let layer: SimulationReport.Layer?
    /// The statement that decided, where one did.
    let statement: SimulationReport.Statement?
    /// All of them, where several deny.
    let statements: [SimulationReport.Statement]?
    /// Of a simulation: the permission that it found missing, or looked at last.
    let action: String?
    let resource: String?
    let bucketExists: Bool?
    /// Of a simulation: condition keys that count, and of which nothing is known yet.
    let notGiven: [String]?

    enum CodingKeys: String, CodingKey {
        case outcome, by, reason, ec, nearest, layer, statement, statements, action, resource
        case bucketExists = "bucket_exists"
        case notGiven = "not_given"
    }

    init(_ outcome: Outcome, by: Method, _ reason: String, ec: String? = nil) {
        (self.outcome, self.by, self.reason, self.ec) = (outcome, by, reason, ec)
        (nearest, layer, statement, statements, action, resource, bucketExists, notGiven) = (nil, nil, nil, nil, nil, nil, nil, nil)
    }

    /// What a simulation found out of a request whose sender is not known yet.
    init(_ report: SimulationReport) {
        by = .simulation
        (nearest, bucketExists, notGiven) = (report.nearest, report.bucketExists, report.notGiven)
        (action, resource) = (report.action, report.resource)
        if report.notGiven.isEmpty {
            (outcome, reason, ec) = (report.isAllowed ? .allowed : .denied, report.reason, report.ec)
            (layer, statement, statements) = (report.layer, report.statement, report.statements)
        } else {
            // Who decides is not known before the sender is.
            (outcome, reason, ec) = (.unknown, "it depends on \(report.notGiven.joined(separator: ", ")) of whoever uses the URL", nil)
            (layer, statement, statements) = (nil, nil, nil)
        }
    }

    /// For people; `nil` when there is nothing to warn of.
    var warning: String? {
        switch outcome {
        case .allowed: nil
        case .denied:
            "whoever uses this URL will be refused: \(reason)\(ec.map { " (EC \($0))" } ?? "")" + (nearest.map { "; the nearest: \($0)" } ?? "")
        case .unknown: "whether the signer has the permission that the URL needs is not known: \(reason)"
        }
    }
}

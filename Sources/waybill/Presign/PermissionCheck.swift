/// What `--check` found out: whether the signer may do what the URL is for.
struct PermissionCheck: Encodable, Equatable {
    enum Outcome: String, Encodable {
        case allowed, denied, unknown
    }

    let outcome: Outcome
    /// How it was found out: `simulation`, `request` or `none`.
    let by: String
    /// A sentence.
    let reason: String
    /// What the server's refusal would carry, or carried.
    let ec: String?
    /// The statement that would have allowed it but for one thing.
    let nearest: String?

    init(_ outcome: Outcome, by: String, _ reason: String, ec: String? = nil, nearest: String? = nil) {
        (self.outcome, self.by, self.reason, self.ec, self.nearest) = (outcome, by, reason, ec, nearest)
    }

    /// What a simulation found out of a request whose sender is not known yet.
    init(_ report: SimulationReport) {
        guard report.notGiven.isEmpty else {
            self.init(
                .unknown, by: "simulation", "it depends on \(report.notGiven.joined(separator: ", ")) of whoever uses the URL",
                nearest: report.nearest)
            return
        }
        self.init(report.isAllowed ? .allowed : .denied, by: "simulation", report.reason, ec: report.ec, nearest: report.nearest)
    }

    /// The members that there are, by name.
    var members: [(name: String, value: String)] {
        let all = [("by", by), ("ec", ec), ("nearest", nearest), ("outcome", outcome.rawValue), ("reason", reason)]
        return all.compactMap { name, value in value.map { (name, $0) } }
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

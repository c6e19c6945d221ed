import OSSClient

/// What `waybill doctor` prints.
struct DoctorReport: Encodable {
    let schema = "waybill.doctor/1"
    let outcome: String
    let checks: [Line]

    struct Line: Encodable {
        let check: String
        let outcome: String
        let measured: String
        let advice: String?
        let facts: [String: String]
    }

    init(_ results: [CheckResult]) {
        let lines = results.map {
            Line(check: $0.check.rawValue, outcome: Self.word($0.outcome), measured: $0.measured, advice: $0.advice, facts: $0.facts)
        }
        checks = lines
        outcome = ["fail", "warn"].first { word in lines.contains { $0.outcome == word } } ?? "ok"
    }

    /// `ok    dns          …`, and behind an arrow what to do.
    static func line(_ result: CheckResult) -> String {
        let (word, check) = (word(result.outcome), result.check.rawValue)
        let head = word + String(repeating: " ", count: 6 - word.count) + check + String(repeating: " ", count: 13 - check.count)
        return head + result.measured + (result.advice.map { " -> \($0)" } ?? "")
    }

    /// What the command ends with. A network that fails comes first: what it hides may be worse or better.
    static func status(_ results: [CheckResult]) -> ExitStatus {
        if results.contains(where: { $0.outcome == .failure(.local) }) { return .local }
        return results.contains { $0.outcome == .failure(.refused) } ? .refused : .done
    }

    private static func word(_ outcome: CheckResult.Outcome) -> String {
        switch outcome {
        case .ok: "ok"
        case .warning: "warn"
        case .failure: "fail"
        }
    }
}

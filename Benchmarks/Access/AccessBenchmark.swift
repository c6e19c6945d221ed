import HTTPTypes
import OSSAccess
import OSSSigning
import OSSWire

/// How long policies with a hundred statements take to judge one request, beside the verification of one presigned URL.
///
/// The rounds of all take turns, so that a slow moment of the machine hits them alike, and the median counts.
@main
struct AccessBenchmark {
    static let roundSize = 4000
    static let rounds = 25

    static func main() throws {
        let url = try PresignedSubject()
        let policies = try PolicySubject()
        let work: [(name: String, work: () throws -> Int)] = [
            ("verify a presigned URL", url.verify), ("receive and verify it", url.receiveAndVerify),
            ("100 statements, the last allows", { policies.judge(policies.lastAllows) }),
            ("100 statements, none matches", { policies.judge(policies.noneMatches) }),
            ("100 statements, the last denies", { policies.judge(policies.lastDenies) }),
            ("100 statements of ?, none matches", { policies.judgeSingles(policies.noneMatches) }),
            ("100 statements, none meets its condition", { policies.judgeConditions(policies.noneMatches) }),
        ]
        var times = [[Double]](repeating: [], count: work.count)
        for _ in 0..<rounds {
            for index in work.indices { times[index].append(try microseconds(work[index].work)) }
        }
        let medians = times.map { $0.sorted()[rounds / 2] }
        for (index, entry) in work.enumerated() {
            print(padded(entry.name, 42), fixed(medians[index]), "us", fixed(medians[index] / medians[0]), "of verifying")
        }
    }

    /// For one call.
    private static func microseconds(_ work: () throws -> Int) rethrows -> Double {
        var sum = 0
        let duration = try ContinuousClock().measure { for _ in 0..<roundSize { sum &+= try work() } }
        precondition(sum != 0, "the work must not be optimised away")
        return (Double(duration.components.seconds) * 1e6 + Double(duration.components.attoseconds) * 1e-12) / Double(roundSize)
    }

    private static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }

    /// Two digits behind the point.
    private static func fixed(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let fraction = hundredths % 100
        let text = "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
        return String(repeating: " ", count: max(0, 7 - text.count)) + text
    }
}

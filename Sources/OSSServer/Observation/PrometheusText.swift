/// Metrics in Prometheus's text format 0.0.4.
///
/// A metric is begun once and followed by its samples. Prometheus page: "Exposition formats".
package struct PrometheusText {
    /// The value of the Content-Type header.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package enum Kind: String { case counter, gauge, histogram }

    /// What was written so far.
    package private(set) var text = ""
    private var name = ""

    package init() {}

    /// Begins a metric.
    /// - Parameter help: one sentence, without line feeds and backslashes.
    package mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// A sample of the metric that was begun last.
    package mutating func add(_ value: some BinaryInteger, _ labels: [(name: String, value: String)] = []) {
        write(name, labels, String(value))
    }

    /// A sample of the metric that was begun last.
    package mutating func add(_ value: Double, _ labels: [(name: String, value: String)] = []) { write(name, labels, Self.number(value)) }

    /// The buckets, the sum and the count of a histogram.
    package mutating func add(_ histogram: Histogram, _ labels: [(name: String, value: String)] = []) {
        var total: UInt64 = 0
        for (index, count) in histogram.counts.enumerated() {
            total &+= count
            let bound = index < Histogram.bounds.count ? Self.number(Histogram.bounds[index]) : "+Inf"
            write("\(name)_bucket", labels + [("le", bound)], String(total))
        }
        write("\(name)_sum", labels, Self.number(histogram.sum))
        write("\(name)_count", labels, String(total))
    }

    private mutating func write(_ name: String, _ labels: [(name: String, value: String)], _ value: String) {
        text += name
        if !labels.isEmpty { text += "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}" }
        text += " \(value)\n"
    }

    /// Without the `.0` of whole numbers.
    private static func number(_ value: Double) -> String { Int64(exactly: value).map { String($0) } ?? String(value) }

    private static func escaped(_ value: String) -> String {
        var escaped: [UInt8] = []
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): escaped += Array(#"\\"#.utf8)
            case UInt8(ascii: "\""): escaped += Array(#"\""#.utf8)
            case UInt8(ascii: "\n"): escaped += Array(#"\n"#.utf8)
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}

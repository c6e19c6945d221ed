import Logging
import Testing

@testable import waybill

@Suite("Lines of the log") struct LogLineTests {
    private static func line(_ message: String, _ metadata: Logger.Metadata = [:]) -> LogLine {
        LogLine(time: "2026-11-23T06:17:22.123Z", level: .info, source: "OSSServer", message: message, metadata: metadata)
    }

    @Test("as text") func text() {
        let line = Self.line("request", ["status": .stringConvertible(200), "key": "a/b"])
        #expect(line.text == "2026-11-23T06:17:22.123Z info waybill: key=a/b status=200 [OSSServer] request")
    }

    @Test("as JSON: numbers are numbers, and names of our own stay what they are") func json() {
        let line = Self.line(
            "request", ["status": .stringConvertible(200), "ms": .stringConvertible(1.5), "key": "a\"b", "time": "x", "list": ["a", "b"]])
        #expect(
            line.json
                == #"{"time":"2026-11-23T06:17:22.123Z","level":"info","source":"OSSServer","message":"request","key":"a\"b","list":["a","b"],"ms":1.5,"status":200,"metadata_time":"x"}"#
        )
    }

    static let hostile = ["a\nb", "a\r\nb", "\u{1B}[31m", "\u{9B}31m", "\u{85}", "\u{2028}", "\u{202E}x", "\u{7F}", "\u{0}", "\u{E0041}"]

    @Test("nobody begins a line or changes a terminal", arguments: hostile) func escaped(text: String) {
        for line in [Self.line(text), Self.line("x", ["key": "\(text)"]), Self.line("x", ["\(text)": "y"])] {
            for written in [line.text, line.json] {
                #expect(
                    written.unicodeScalars.allSatisfy {
                        ![.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
                    })
            }
        }
    }

    @Test(
        "times",
        arguments: [(0, 0, "1970-01-01T00:00:00.000Z"), (1_731_400_358, 7, "2024-11-12T08:32:38.007Z"), (1, 999, "1970-01-01T00:00:01.999Z")])
    func time(seconds: Int64, milliseconds: Int, text: String) {
        #expect(LogTime.text(seconds: seconds, milliseconds: milliseconds) == text)
    }
}

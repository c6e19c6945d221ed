import Foundation
import Testing

@testable import waybill

@Suite("Lines on their way to stderr") struct LogQueueTests {
    @Test("lines come out whole and in their order") func order() throws {
        let pipe = Pipe()
        let queue = LogQueue(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        for number in 0..<500 { queue.append(Array("line \(number)\n".utf8)) }
        queue.finish(within: .seconds(60))
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text == (0..<500).map { "line \($0)\n" }.joined())
    }

    @Test("a reader that stalls holds nobody up; what is lost is counted, and told when it reads again") func stalled() async throws {
        let pipe = Pipe()
        let queue = LogQueue(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 999) + [10]
        // Far more than a pipe and the queue hold: none of these may wait.
        for _ in 0..<3000 { queue.append(line) }
        let reading = pipe.fileHandleForReading
        let read = Task.detached { String(decoding: reading.readDataToEndOfFile(), as: UTF8.self) }
        queue.finish(within: .seconds(60))
        try pipe.fileHandleForWriting.close()
        let lines = await read.value.split(separator: "\n")
        let kept = lines.count { $0.hasPrefix("x") }
        let lost = try #require(lines.compactMap { $0.split(separator: " ").dropFirst().first.flatMap { Int($0) } }.first)
        #expect(kept + lost == 3000 && lost > 0)
        #expect(lines.allSatisfy { $0.utf8.count == 999 || $0.hasPrefix("waybill: ") })
    }
}

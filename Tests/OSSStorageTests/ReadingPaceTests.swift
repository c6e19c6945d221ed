import Testing

@testable import OSSStorage

@Suite("How much is read at once") struct ReadingPaceTests {
    private let start = ContinuousClock.now

    /// The steps of a client that comes back after so many milliseconds each time.
    private func counts(_ pauses: [Int]) -> [Int] {
        var pace = ReadingPace(first: 100)
        var now = start
        var announced = 0
        return pauses.map { pause in
            now = now.advanced(by: .milliseconds(pause))
            let step = pace.step(at: now)
            if announced > 0 { #expect(step.count == announced, "what was announced has been read") }
            announced = step.next
            pace.hasHandedOut(at: now)
            return step.count
        }
    }

    @Test("a client that comes back at once gets more and more, up to four times the first count") func fast() {
        #expect(counts([0, 1, 1, 1, 1, 1]) == [100, 100, 200, 400, 400, 400])
    }

    @Test("a slow client gets the first count each time, and nothing is read ahead") func slow() {
        #expect(counts([0, 20, 20, 20]) == [100, 100, 100, 100])
        var pace = ReadingPace(first: 100)
        #expect(pace.step(at: start).next == 0)
        pace.hasHandedOut(at: start)
        #expect(pace.step(at: start.advanced(by: .milliseconds(20))).next == 0)
    }

    @Test("a client that becomes slow gets what has been read, and then the first count") func becomesSlow() {
        #expect(counts([0, 1, 1, 30, 30, 1, 1]) == [100, 100, 200, 400, 100, 100, 200])
    }

    @Test("while there are many fast clients, each of them gets less, and never less than the first count") func many() {
        let count = ReaderCount()
        let first = 1024 * 1024
        var others = (0..<3).map { _ in count.enter() }
        var pace = ReadingPace(first: first, reader: count.enter())
        var now = start
        func next() -> Int {
            let step = pace.step(at: now)
            pace.hasHandedOut(at: now)
            now = now.advanced(by: .milliseconds(1))
            return step.count
        }
        #expect((0..<5).map { _ in next() } == [first, first, 2 * first, 2 * first, 2 * first])
        others += (0..<60).map { _ in count.enter() }
        #expect((0..<3).map { _ in next() } == [2 * first, first, first])
        others = []
        #expect((0..<4).map { _ in next() } == [first, 2 * first, 4 * first, 4 * first])
    }
}

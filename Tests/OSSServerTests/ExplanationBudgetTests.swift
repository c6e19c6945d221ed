import Testing

@testable import OSSServer

@Suite("How many refused signatures are explained") struct ExplanationBudgetTests {
    private let start = ContinuousClock.now

    @Test("500 at once after a silence, then 50 a second") func budget() {
        let budget = ExplanationBudget(since: start)
        #expect((0..<600).count { _ in budget.take(at: start) } == 500)
        #expect((0..<600).count { _ in budget.take(at: start + .seconds(1)) } == 50)
        #expect((0..<600).count { _ in budget.take(at: start + .seconds(1000)) } == 500)
    }

    @Test("one at a time is always explained") func single() {
        let budget = ExplanationBudget(since: start)
        for number in 0..<2000 { #expect(budget.take(at: start + .milliseconds(20 * number))) }
    }
}

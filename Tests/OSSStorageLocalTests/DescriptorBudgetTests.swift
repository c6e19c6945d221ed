import OSSStorageLocal
import Testing

@Suite("Descriptor budget") struct DescriptorBudgetTests {
    @Test("twenty thousand descriptors give 8192 connections and 4096 uploads")
    func usual() throws {
        let budget = try DescriptorBudget(limit: 20_000, pool: LocalStorage.descriptorNeed)
        #expect(budget.connections == 8192)
        #expect(budget.uploads == 4096)
    }

    @Test("at every limit everything stays below it, or the limit is refused")
    func arithmetic() {
        for limit in 0..<30_000 {
            do {
                let budget = try DescriptorBudget(limit: limit, pool: 50)
                #expect(budget.connections + 2 * budget.uploads + budget.pool + DescriptorBudget.reserve < limit)
                #expect(budget.connections >= DescriptorBudget.fewestConnections)
                #expect(budget.uploads > 0)
            } catch {
                #expect(limit < 50 + DescriptorBudget.reserve + 1 + 2 * DescriptorBudget.fewestConnections)
            }
        }
    }

    @Test("no limit and no need is too large or too small for the arithmetic", arguments: [Int.min, -1, 0, 1, .max], [Int.min, -1, 0, .max])
    func extremes(limit: Int, pool: Int) {
        let budget = try? DescriptorBudget(limit: limit, pool: pool)
        #expect((budget != nil) == (limit == .max && pool < .max))
    }

    @Test("the process's own limit can be raised and read")
    func raising() throws {
        let limit = try DescriptorLimit.raise()
        #expect(limit > 0)
        #expect(try DescriptorLimit.raise() == limit)
    }
}

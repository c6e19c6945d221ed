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

    @Test(
        "what is wanted is given as it is, or refused",
        arguments: [
            // limit, connections and uploads that are wanted, those that there are; 178 descriptors are spoken for.
            (1000, 100, nil, 100, 50), (1000, 1, nil, 1, 1), (1000, 410, nil, 410, 205), (1000, 411, nil, nil, nil), (1000, nil, 100, 410, 100),
            (1000, nil, 395, nil, nil), (1000, nil, 394, 33, 394), (1000, 21, 400, 21, 400), (1000, 22, 400, nil, nil), (1000, 410, 1, 410, 1),
            (1000, 411, 1, nil, nil), (100_000, 20_000, 30_000, 20_000, 30_000), (100_000, nil, 10, 8192, 10), (200, 2, 2, 2, 2),
            (178, 1, 1, nil, nil),
            (.max, .max, .max, nil, nil), (.max, 1, .max, nil, nil), (.max, .max, 1, nil, nil), (.max, nil, .max, nil, nil), (1000, 0, nil, nil, nil),
            (1000, nil, 0, nil, nil), (1000, -1, 1, nil, nil), (1000, 1, -1, nil, nil), (1000, .min, .min, nil, nil),
        ] as [(Int, Int?, Int?, Int?, Int?)])
    func wanted(limit: Int, connections: Int?, uploads: Int?, given: Int?, givenUploads: Int?) {
        let budget = try? DescriptorBudget(limit: limit, pool: 50, connections: connections, uploads: uploads)
        #expect(budget?.connections == given)
        #expect(budget?.uploads == givenUploads)
    }

    @Test("the process's own limit can be raised and read")
    func raising() throws {
        let limit = try DescriptorLimit.raise()
        #expect(limit > 0)
        #expect(try DescriptorLimit.raise() == limit)
    }
}

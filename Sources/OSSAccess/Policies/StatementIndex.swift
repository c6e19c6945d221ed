import OSSWire

/// What of a document's statements can be told without reading them: which cannot be about an action and a resource.
struct StatementIndex: Sendable {
    private struct Entry: Sendable {
        let isDeny: Bool
        /// `nil` for `NotAction` and `NotResource`, which the ends of patterns say nothing about.
        let actions: PatternSieve.List?
        let resources: PatternSieve.List?
    }

    private var sieve = PatternSieve()
    private var entries: [Entry] = []

    init(_ statements: [PolicyStatement]) {
        for statement in statements {
            let actions = statement.actions.isNegated ? nil : sieve.add(statement.actions.patterns)
            let resources = statement.resources.isNegated ? nil : sieve.add(statement.resources.patterns.map(\.relative))
            entries.append(Entry(isDeny: statement.effect == .deny, actions: actions, resources: resources))
        }
    }

    /// The first statement of an effect that a closer look confirms.
    func first(isDeny: Bool, _ question: AccessQuestion, where isConfirmed: (Int) -> Bool) -> Int? {
        question.action.folded.withUnsafeBufferPointer { action in
            question.resource.relative.withUnsafeBufferPointer { relative in
                for index in entries.indices {
                    let entry = entries[index]
                    guard entry.isDeny == isDeny, entry.actions.map({ sieve.mayMatch($0, action) }) ?? true,
                        entry.resources.map({ sieve.mayMatch($0, relative) }) ?? true
                    else { continue }
                    if isConfirmed(index) { return index }
                }
                return nil
            }
        }
    }
}

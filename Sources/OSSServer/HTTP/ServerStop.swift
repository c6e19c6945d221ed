import Synchronization

/// Whether the server has been asked to stop: running requests finish, and no other follows on their connections.
final class ServerStop: Sendable {
    private let begun = Atomic(false)

    var hasBegun: Bool { begun.load(ordering: .acquiring) }

    func begin() { begun.store(true, ordering: .releasing) }
}

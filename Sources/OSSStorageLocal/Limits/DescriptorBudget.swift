/// How many connections and uploads fit under the limit on open descriptors.
///
/// On Linux the runtime ends the process when it cannot open a descriptor for itself, so the caps are computed from the limit and the server
/// refuses to start under one that is too small. A connection needs its socket. An upload needs a staging file and, while that is put in place,
/// a folder. Uploads are half as many as connections, so every connection can also hold one file that it reads.
package struct DescriptorBudget: Sendable, Hashable {
    /// The limit on open descriptors.
    package let limit: Int
    /// How many connections may be open.
    package let connections: Int
    /// How many uploads may hold a blob open.
    package let uploads: Int
    /// What the thread pool and the catalogue's connections need.
    package let pool: Int

    /// What is left for everything else: logs, event loops, the runtime's own files.
    package static let reserve = 128
    /// Fewer connections than this are not worth a server.
    package static let fewestConnections = 32
    /// The number of connections that is not exceeded even when the limit would allow it; they also take memory.
    package static let mostConnections = 8192

    /// The budget under a limit, so that `connections + 2 * uploads + pool + reserve < limit`.
    ///
    /// - Parameters:
    ///   - limit: the limit on open descriptors.
    ///   - pool: what the thread pool and the catalogue need.
    ///   - connections: how many are wanted, at least 1; `nil` for as many as fit.
    ///   - uploads: how many are wanted, at least 1; `nil` for half as many as connections.
    ///   - mostConnections: a bound on the connections that nobody asked for.
    /// - Throws: ``DescriptorLimitTooSmall``.
    package init(
        limit: Int, pool: Int, connections: Int? = nil, uploads: Int? = nil, mostConnections: Int = Self.mostConnections
    ) throws(DescriptorLimitTooSmall) {
        let fixed = max(pool, 0).addingReportingOverflow(Self.reserve + 1)
        let free = limit.subtractingReportingOverflow(fixed.partialValue)
        guard !fixed.overflow, !free.overflow, free.partialValue > 0 else { throw DescriptorLimitTooSmall(limit: limit) }
        let forUploads = uploads.map { min(max($0, 0), free.partialValue / 2) * 2 }
        // Each connection can also hold a file that it reads.
        let half = free.partialValue / 2
        self.connections = connections ?? min(half, forUploads.map { free.partialValue - $0 } ?? .max, mostConnections)
        self.uploads = uploads ?? max(1, self.connections / 2)
        let isWanted = connections != nil || uploads != nil
        guard self.connections >= (connections == nil ? Self.fewestConnections : 1), self.uploads >= 1,
            self.connections <= half, self.uploads <= (free.partialValue - self.connections) / 2
        else {
            throw DescriptorLimitTooSmall(limit: limit, isForWanted: isWanted)
        }
        self.limit = limit
        self.pool = pool
    }
}

/// The limit on open descriptors leaves no room for a server.
package struct DescriptorLimitTooSmall: Error, Hashable, CustomStringConvertible {
    /// The limit.
    package let limit: Int
    /// Whether it would do for fewer connections or uploads than were wanted.
    package let isForWanted: Bool

    package init(limit: Int, isForWanted: Bool = false) {
        self.limit = limit
        self.isForWanted = isForWanted
    }

    package var description: String {
        isForWanted
            ? "the limit on open files (\(limit)) is too small for so many connections and uploads; raise it with ulimit -n, or allow fewer"
            : "the limit on open files (\(limit)) is too small for a server; raise it with ulimit -n, for example to 4096"
    }
}

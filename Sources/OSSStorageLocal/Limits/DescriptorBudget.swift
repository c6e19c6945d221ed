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
    ///   - mostConnections: a bound on the connections.
    /// - Throws: ``DescriptorLimitTooSmall``.
    package init(limit: Int, pool: Int, mostConnections: Int = Self.mostConnections) throws(DescriptorLimitTooSmall) {
        let fixed = max(pool, 0).addingReportingOverflow(Self.reserve + 1)
        let free = limit.subtractingReportingOverflow(fixed.partialValue)
        let connections = min(free.partialValue / 2, mostConnections)
        guard !fixed.overflow, !free.overflow, connections >= Self.fewestConnections else {
            throw DescriptorLimitTooSmall(limit: limit)
        }
        self.limit = limit
        self.connections = connections
        self.uploads = connections / 2
        self.pool = pool
    }
}

/// The limit on open descriptors leaves no room for a server.
package struct DescriptorLimitTooSmall: Error, Hashable, CustomStringConvertible {
    /// The limit.
    package let limit: Int

    package var description: String {
        "the limit on open files (\(limit)) is too small for a server; raise it with ulimit -n, for example to 4096"
    }
}

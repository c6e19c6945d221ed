import Logging
import NIOCore
import OSSSigning
import OSSStorage
import OSSWire

/// Tells the log what storage could not do, and for which object: whoever reads it has to know what to look after. The key is escaped.
struct StorageFailureLog: Sendable {
    private let logger: Logger
    private let resource: Resource

    init(_ logger: Logger, _ resource: Resource) {
        self.logger = logger
        self.resource = resource
    }

    func record(_ failure: StorageError, requestID: RequestID? = nil) {
        var metadata: Logger.Metadata = ["error": "\(failure)"]
        if let requestID { metadata["request_id"] = "\(requestID.rawValue)" }
        if let bucket = resource.bucket { metadata["bucket"] = "\(bucket)" }
        if let key = resource.key { metadata["key"] = "\(PercentEncoding.encode(key.bytes, keepingSlash: true))" }
        logger.error(failure.code == .corrupt ? "damaged object" : "storage", metadata: metadata)
    }
}

/// A body whose failure comes when the answer has begun: the connection is cut, so the client sees that it is not whole, and the log says why.
struct WatchedBody: AsyncSequence {
    typealias Element = ByteBuffer

    let base: ObjectBody
    let log: StorageFailureLog

    func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator(), log: log) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var base: ObjectBody.Iterator
        fileprivate let log: StorageFailureLog

        mutating func next() async throws -> ByteBuffer? {
            do { return try await base.next() } catch let failure as StorageError {
                log.record(failure)
                throw failure
            }
        }
    }
}

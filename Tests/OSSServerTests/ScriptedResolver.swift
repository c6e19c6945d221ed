import NIOCore
import Synchronization

@testable import OSSServer

/// A resolver that gives its answers one after the other, the last one for ever, and counts how often it was asked.
final class ScriptedResolver: HostResolver {
    private let answers: Mutex<[[String]]>
    private let askedCount = Mutex(0)

    init(_ answers: [[String]]) { self.answers = Mutex(answers) }

    var asked: Int { askedCount.withLock { $0 } }

    func addresses(of host: String, port: Int, on loop: any EventLoop, before deadline: NIODeadline) -> EventLoopFuture<[SocketAddress]> {
        askedCount.withLock { $0 += 1 }
        let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        return loop.makeCompletedFuture { try answer.map { try SocketAddress(ipAddress: $0, port: port) } }
    }
}

import HTTPTypes
import NIOCore
import OSSServer
import OSSSigning
import OSSTesting
import Testing

/// Every limit on what a client may cost, with numbers small enough to reach.
@Suite("Limits of a connection")
struct LimitTests {
    /// The path and query of a presigned PUT.
    static func upload(_ server: TestServer, key: String = "k") throws -> String {
        let request = try UnsignedRequest(.put, bucket: BucketName("uploads"), key: ObjectKey(key))
        return String(try server.signer.presign(request, at: server.clock.now).url.dropFirst("http://127.0.0.1:\(server.port)".count))
    }

    @Test("a head that does not come ends the connection") func slowHead() async throws {
        var limits = ServerLimits()
        limits.headTimeout = .milliseconds(300)
        try await TestServer.run(limits: limits) { server in
            let answer = try await RawConnection.open(port: server.port) { stream in
                try await stream.send("GET / HT")
                return try await stream.readToEnd()
            }
            #expect(answer == "")
        }
    }

    @Test("a silent kept-alive connection ends") func idle() async throws {
        var limits = ServerLimits()
        limits.idleTimeout = .milliseconds(300)
        try await TestServer.run(limits: limits) { server in
            let answer = try await RawConnection.open(port: server.port) { stream in
                try await stream.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return try await stream.readToEnd()
            }
            #expect(answer?.contains("403") == true)
        }
    }

    @Test("a body that trickles is refused with RequestTimeout, and nothing is stored") func slowBody() async throws {
        var limits = ServerLimits()
        limits.bodyGrace = .seconds(1)
        try await TestServer.run(limits: limits) { server in
            let target = try Self.upload(server)
            let answer = try await RawConnection.open(port: server.port) { stream in
                try await stream.send("PUT \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nabc")
                return try await stream.readToEnd(within: 8)
            }
            #expect(answer?.contains("<Code>RequestTimeout</Code>") == true)
            #expect(try await Self.status(server, .head) == 404)
        }
    }

    @Test("one connection too many gets 503 with Retry-After, and the others go on") func connections() async throws {
        var limits = ServerLimits()
        limits.connections = 2
        try await TestServer.run(limits: limits) { server in
            try await RawConnection.open(port: server.port) { first in
                try await first.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                _ = try await first.read(until: "</Error>")
                try await RawConnection.open(port: server.port) { second in
                    try await second.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    _ = try await second.read(until: "</Error>")
                    let third = try await RawConnection.open(port: server.port) { try await $0.readToEnd() }
                    #expect(third?.hasPrefix("HTTP/1.1 503 ") == true)
                    #expect(third?.contains("Retry-After: ") == true)
                }
                try await first.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try await first.read(until: "</Error>").contains("403"))
            }
        }
    }

    @Test("a target that is too long is 414, headers that are too large are 431, and both end the connection")
    func heads() async throws {
        try await TestServer.run { server in
            let long = try await RawConnection.open(port: server.port) { stream in
                try await stream.send("GET /\(String(repeating: "a", count: 33_000)) HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return try await stream.readToEnd()
            }
            #expect(long?.hasPrefix("HTTP/1.1 414 ") == true)
            let large = try await RawConnection.open(port: server.port) { stream in
                try await stream.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-A: \(String(repeating: "a", count: 120_000))\r\n\r\n")
                return try await stream.readToEnd()
            }
            #expect(large?.hasPrefix("HTTP/1.1 431 ") == true)
        }
    }

    @Test("of a refused body only a bounded part is read") func boundedDrain() async throws {
        var limits = ServerLimits()
        limits.drainTimeout = .milliseconds(300)
        try await TestServer.run(limits: limits) { server in
            let answer = try await RawConnection.open(port: server.port) { stream in
                try await stream.send("PUT /uploads/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000000\r\n\r\nsome")
                return try await stream.readToEnd()
            }
            #expect(answer?.hasPrefix("HTTP/1.1 403 ") == true)
            #expect(answer?.contains("Connection: close") == true)
        }
    }

    @Test("a client that is still sending a refused body can go on sending until it has seen the answer") func lateReader() async throws {
        var limits = ServerLimits()
        limits.drainTimeout = .seconds(5)
        let tooMuch = String(repeating: "a", count: limits.drainBytes + 128 * 1024)
        try await TestServer.run(limits: limits) { server in
            let answer = try await RawConnection.open(port: server.port) { stream in
                try await stream.send("PUT /uploads/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000000\r\n\r\n")
                try await stream.send(tooMuch)
                try await Task.sleep(for: .milliseconds(300))
                for _ in 0..<3 {
                    try await stream.send("a")
                    try await Task.sleep(for: .milliseconds(50))
                }
                return try await stream.read(until: "</Error>")
            }
            #expect(answer.hasPrefix("HTTP/1.1 403 "))
        }
    }

    @Test("100 Continue comes after the checks: before the body when they pass, never when they do not") func expectContinue() async throws {
        try await TestServer.run { server in
            let target = try Self.upload(server)
            let accepted = try await RawConnection.open(port: server.port) { stream in
                try await stream.send(
                    "PUT \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
                let interim = try await stream.read(until: "\r\n\r\n")
                try await stream.send("ok")
                return interim + (try await stream.readToEnd() ?? "")
            }
            #expect(accepted.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"))
            let refused = try await RawConnection.open(port: server.port) { stream in
                try await stream.send("PUT /uploads/k HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
                return try await stream.readToEnd()
            }
            #expect(refused?.hasPrefix("HTTP/1.1 403 ") == true)
        }
    }

    @Test("a URL ends with its expiration, and an upload that has begun does not") func expiryDuringUpload() async throws {
        try await TestServer.run { server in
            let target = try Self.upload(server)
            let answer = try await RawConnection.open(port: server.port) { stream in
                try await stream.send("PUT \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
                _ = try await stream.read(until: "\r\n\r\n")
                server.clock.advance(bySeconds: 901)
                try await stream.send("ok")
                let first = try await stream.read(until: "\r\n\r\n")
                try await stream.send("PUT \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n")
                return first + (try await stream.read(until: "</Error>"))
            }
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            #expect(answer.contains("<Message>Request has expired.</Message>"))
        }
    }

    @Test("an answer in progress is not idleness, although the request came together with an earlier one") func pipelining() async throws {
        var limits = ServerLimits()
        limits.idleTimeout = .seconds(6)
        let size = 30_000_000
        try await TestServer.run(limits: limits) { server in
            _ = try await RawConnection.open(port: server.port) { stream in
                try await stream.send("PUT \(try Self.upload(server)) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(size)\r\n\r\n")
                for _ in 0..<30 { try await stream.send(String(repeating: "x", count: 1_000_000)) }
                return try await stream.read(until: "\r\n\r\n")
            }
            let target = try Self.target(server, .get)
            let received = try await RawConnection.open(port: server.port) { stream in
                try await stream.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                var count = 0
                var pauses = 0
                while count < size, let bytes = try await stream.iterator.next() {
                    count += bytes.readableBytes
                    guard count > pauses * 4_000_000 else { continue }
                    pauses += 1
                    try await Task.sleep(for: .seconds(1))
                }
                return count
            }
            #expect(received >= size)
        }
    }

    /// The path and query of a presigned request for the key `k`.
    private static func target(_ server: TestServer, _ method: HTTPRequest.Method) throws -> String {
        let request = try UnsignedRequest(method, bucket: BucketName("uploads"), key: ObjectKey("k"))
        return String(try server.signer.presign(request, at: server.clock.now).url.dropFirst("http://127.0.0.1:\(server.port)".count))
    }

    /// The status of a request without a body for the key `k`.
    private static func status(_ server: TestServer, _ method: HTTPRequest.Method) async throws -> Int? {
        let target = try target(server, method)
        let answer = try await RawConnection.open(port: server.port) { stream in
            try await stream.send("\(method.rawValue) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return try await stream.readToEnd()
        }
        return answer?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }
}

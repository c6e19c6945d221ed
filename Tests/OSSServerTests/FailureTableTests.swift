import HTTPTypes
import OSSSigning
import OSSTesting
import Testing

/// The table of signature failures, over the wire: each row with GET and with HEAD.
@Suite("Signature failures over the wire") struct FailureTableTests {
    @Test("status, code, EC, message and elements are OSS's, for GET and for HEAD") func table() async throws {
        try await FailureTableServer.run { server in
            #expect(FailureRow.all.count > 90)
            for row in FailureRow.all {
                server.clock.advance(bySeconds: row.after)
                let (get, head) = (try await check(row, .get, server), try await check(row, .head, server))
                server.clock.advance(bySeconds: -row.after)
                #expect(get.elements.map(\.name) == head.elements.map(\.name), "\(row.name): HEAD tells the same")
                guard row.own.isEmpty || row.own[0].name != "OSSAccessKeyId" || row.own.count == 1 else { continue }
                let told = [get, head].map { $0.elements.filter { $0.name != "RequestId" }.map { "\($0.name)=\($0.value)" } }
                #expect(told[0] == told[1], "\(row.name): HEAD tells the same")
            }
        }
    }

    @Test("a server that takes no V1 refuses it in both carriers, right or wrong") func withoutV1() async throws {
        try await FailureTableServer.run(acceptsV1: false) { server in
            for form in [FailureRow.Form.v1Query, .v1Header] {
                let row = FailureRow("V1 where it is off", form, 403, "AccessDenied", nil, "V1 signature is forbidden.")
                _ = try await check(row, .get, server)
                _ = try await check(row, .head, server)
                _ = try await check(FailureRow("forged", form, 403, "AccessDenied", nil, "V1 signature is forbidden.") { $0.forge() }, .get, server)
            }
        }
    }

    @Test("without hints there is no header for them") func withoutHints() async throws {
        try await FailureTableServer.run(sendsHints: false) { server in
            for row in FailureRow.all.prefix(3) {
                let refusal = try await server.refusal(of: try row.request(.get))
                #expect(refusal.headers["x-waybill-hint"] == nil)
            }
        }
    }

    private func check(_ row: FailureRow, _ method: HTTPRequest.Method, _ server: FailureTableServer) async throws -> Refusal {
        let request = try row.request(method)
        let refusal: Refusal
        do { refusal = try await server.refusal(of: request) } catch {
            Issue.record("\(method) \(row.name): \(error)")
            throw error
        }
        let name: Comment = "\(method) \(row.name): \(refusal.elements)"
        #expect(refusal.status == row.status, name)
        #expect(refusal["Code"] == row.code, name)
        #expect(refusal["EC"] == row.ec, name)
        #expect(refusal.headers["x-oss-ec"] == row.ec, name)
        if let message = row.message { #expect(refusal["Message"] == message, name) } else { #expect(refusal["Message"]?.isEmpty == false, name) }
        #expect((refusal.headers["x-oss-err"] != nil) == (method == .head), name)
        #expect(refusal["RequestId"] == refusal.headers["x-oss-request-id"], name)
        #expect(refusal["HostId"] == "127.0.0.1:\(server.port)", name)
        #expect(Array(refusal.elements.map(\.name).prefix(4)) == ["Code", "Message", "RequestId", "HostId"], name)
        if let ec = row.ec { #expect(refusal["RecommendDoc"] == "https://api.aliyun.com/troubleshoot?q=\(ec)", name) }
        #expect(refusal.ownElements == row.own.map(\.name), name)
        for (element, value) in row.own {
            switch value {
            case .text(let text): #expect(refusal[element] == text, name)
            case .stringToSign: checkStringToSign(refusal, request, name)
            case .canonicalRequest: #expect(refusal[element]?.hasPrefix("\(method.rawValue)\n/uploads/key\n") == true, name)
            case .signature: #expect(refusal[element] == request.signature, name)
            }
        }
        checkHint(refusal, name)
        return refusal
    }

    private func checkStringToSign(_ refusal: Refusal, _ request: WireRequest, _ name: Comment) {
        let text = refusal["StringToSign"] ?? ""
        #expect(text.hasPrefix("OSS4-HMAC-SHA256\n2024") || text.hasPrefix("\(request.method)\n"), name)
        let pairs = text.utf8.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) + " " }
        #expect(refusal["StringToSignBytes"] == pairs.joined(), name)
    }

    private func checkHint(_ refusal: Refusal, _ name: Comment) {
        guard !["NoSuchBucket", "InvalidBucketName", "InvalidObjectName"].contains(refusal["Code"]) else { return }
        let hint = refusal.headers["x-waybill-hint"] ?? ""
        #expect(!hint.isEmpty && hint.utf8.count <= 400 && hint.utf8.allSatisfy { (0x20...0x7E).contains($0) }, name)
    }
}

import HTTPTypes
import OSSClient
import OSSTesting
import Testing

@Suite("A signed form and a real server")
struct PresignedFormTests {
    @Test("a form uploads until its limits are broken", arguments: SignatureVersion.allCases)
    func upload(version: SignatureVersion) async throws {
        try await TestServer.run { server in
            let client = try server.client { $0.signatureVersion = version }
            var policy = PostPolicyBuilder(bucket: try BucketName("uploads"), key: .prefix("photos/"))
            policy.fields = [FormField("success_action_status", "201")]
            policy.conditions = [.contentLength(2...5), .field(name: "content-type", .startsWith("image/"))]
            let form = try await client.presign(policy, expires: .seconds(60))
            #expect(form.expiration == server.clock.now.advanced(bySeconds: 60))
            #expect(try await Self.send(form, "12345", type: "image/png") == 201)
            #expect(try await Self.send(form, "12", type: "image/png") == 201)
            #expect(try await Self.send(form, "123456", type: "image/png") == 400, "too large")
            #expect(try await Self.send(form, "1", type: "image/png") == 400, "too small")
            #expect(try await Self.send(form, "12345", type: "text/html") == 403, "another type")
            server.clock.advance(bySeconds: 61)
            #expect(try await Self.send(form, "12345", type: "image/png") == 403, "expired")
        }
    }

    /// The status of an upload with the form.
    private static func send(_ form: PresignedForm, _ content: String, type: String) async throws -> Int {
        let boundary = "----boundary"
        var body = ""
        for field in form.fields { body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field.name)\"\r\n\r\n\(field.value)\r\n" }
        body += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(PresignedForm.fileField)\"; filename=\"cat.png\"\r\n"
        body += "Content-Type: \(type)\r\n\r\n\(content)\r\n--\(boundary)--\r\n"
        let request = TransportRequest(
            .post, url: form.url, headers: [.contentType: "multipart/form-data; boundary=\(boundary)"], body: .text(body))
        let answer = try await AsyncHTTPTransport(TransportConfiguration()).send(request)
        _ = try await answer.wholeBody(limit: 1 << 20)
        return answer.status
    }
}

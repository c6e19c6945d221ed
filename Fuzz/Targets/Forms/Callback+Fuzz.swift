import OSSServer
import OSSSigning
import OSSWire

extension FuzzTarget {
    /// Callbacks: the first line is the parameter before its base 64, the second the variables'. The rest is what the application server answers.
    static let callback = FuzzTarget("callback") { input in
        var lines = InputLines(input)
        let (parameter, variables) = (lines.next(), lines.next())
        let reply = lines.remainder()
        for text in [Base64.encode(parameter), String(decoding: parameter, as: UTF8.self)] {
            let configuration = reading { try CallbackConfiguration(callback: text, variables: Base64.encode(variables)) }
            if let configuration { try checkTemplate(configuration) }
            let plain = reading { try CallbackConfiguration(callback: text) }
            if configuration != nil { try BrokenLaw.unless(plain != nil, "variables make nothing right") }
        }
        if JSONReader.isJSON(reply) { try BrokenLaw.unless(NaiveJSON.accepts(reply), "a reply that is passed on is JSON") }
    }

    private static func checkTemplate(_ configuration: CallbackConfiguration) throws(BrokenLaw) {
        try BrokenLaw.unless((1...CallbackConfiguration.maximumURLs).contains(configuration.urls.count), "a callback goes somewhere")
        for object in ["a.txt", "\"a\\b\u{1}&=é"] {
            let key = Fixed.required { try ObjectKey(object) }
            let context = CallbackContext(
                bucket: Fixed.bucket, key: key, etag: "5D41402ABC4B2A76B9719D911017C592", size: 5, mimeType: "text/plain", crc64: .max,
                contentMD5: nil, clientIP: "192.0.2.7", requestID: "6730A0C0F7A2B1D3E4C5A6B7", requester: "20000000000000001",
                operation: .putObject)
            let body = configuration.body.render(configuration.bodyType, context, variables: configuration.variables)
            let again = configuration.body.render(configuration.bodyType, context, variables: configuration.variables)
            try BrokenLaw.unless(body == again, "the same callback, the same body")
            try BrokenLaw.unless((body?.count ?? 0) <= CallbackTemplate.maximumBytes, "a body is bounded")
        }
    }
}

// Uploads a file to a presigned URL with URLSession.
//
//   swiftc upload.swift && ./upload URL FILE [NAME=VALUE]...
//
// NAME=VALUE is a header that was signed and so must be sent. URLSession adds no Content-Type to a file.
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Answers with a redirect rather than following it: a signature holds for one address.
final class NoRedirects: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse, newRequest: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}

func upload(_ file: URL, to url: URL, headers: [(name: String, value: String)]) async throws -> (Data, HTTPURLResponse) {
    var request = URLRequest(url: url)
    request.httpMethod = "PUT"
    for header in headers { request.setValue(header.value, forHTTPHeaderField: header.name) }
    let session = URLSession(configuration: .ephemeral, delegate: NoRedirects(), delegateQueue: nil)
    defer { session.finishTasksAndInvalidate() }
    let (body, response) = try await session.upload(for: request, fromFile: file)
    guard let answer = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
    return (body, answer)
}

func complain(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
}

func explain(_ body: Data, hint: String?) {
    let document = String(decoding: body, as: UTF8.self)
    func element(_ name: String) -> String? {
        guard let start = document.range(of: "<\(name)>"),
            let end = document.range(of: "</\(name)>", range: start.upperBound..<document.endIndex)
        else { return nil }
        return String(document[start.upperBound..<end.lowerBound])
    }
    let lines = [("code", element("Code")), ("ec", element("EC")), ("message", element("Message")), ("hint", hint)]
    for case (let name, let value?) in lines { complain("\(name): \(value)") }
}

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count >= 2, arguments.dropFirst(2).allSatisfy({ $0.contains("=") }), let url = URL(string: arguments[1]) else {
    complain("usage: upload URL FILE [NAME=VALUE]...")
    exit(1)
}
let headers = arguments.dropFirst(2).map { argument in
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    return (name: String(parts[0]), value: String(parts[1]))
}

do {
    let (body, answer) = try await upload(URL(fileURLWithPath: arguments[2]), to: url, headers: headers)
    print("status: \(answer.statusCode)")
    let hint = answer.value(forHTTPHeaderField: "x-waybill-hint")
    switch answer.statusCode {
    case 203:
        complain("stored, but the callback failed")
        explain(body, hint: hint)
        exit(2)
    case 200..<300:
        // What the application server answered to the callback, if one was asked for.
        print(String(decoding: body, as: UTF8.self), terminator: "")
    default:
        explain(body, hint: hint)
        exit(1)
    }
} catch {
    complain("not sent: \((error as? URLError).map { "error \($0.errorCode) of URLSession" } ?? error.localizedDescription)")
    exit(1)
}

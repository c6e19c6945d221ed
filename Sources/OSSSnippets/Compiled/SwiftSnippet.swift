/// Swift with Foundation's URLSession, on Apple's systems and on Linux.
enum SwiftSnippet {
    static func program(_ request: SnippetRequest) -> String {
        let quote = Quoting.swift
        let headers = request.headers.map { "    request.addValue(\(quote($0.value)), forHTTPHeaderField: \(quote($0.name)))\n" }.joined()
        return """
            // Run: swift program.swift
            \(Snippet.sizeNote(request, comment: "//"))import Foundation
            #if canImport(FoundationNetworking)
            import FoundationNetworking
            #endif

            func send() async throws -> Int32 {
                let file = URL(fileURLWithPath: \(quote(request.fileName)))
                var request = URLRequest(url: URL(string: \(quote(request.url)))!)
                request.httpMethod = \(quote(request.method))
                request.timeoutInterval = 300
            \(headers)\(exchange(request))
                guard let answer = response as? HTTPURLResponse else { return 1 }
                print("HTTP", answer.statusCode)
                guard (200...299).contains(answer.statusCode) else {
                    \(refused(request))
                    if let hint = answer.value(forHTTPHeaderField: "x-waybill-hint") {
                        FileHandle.standardError.write(Data("\\nhint: \\(hint)\\n".utf8))
                    }
                    return 1
                }
            \(finish(request))
                return 0
            }

            do {
                exit(try await send())
            } catch {
                // The description of an error holds the URL, which is a secret.
                let problem = error as NSError
                FileHandle.standardError.write(Data("failed: \\(problem.domain) \\(problem.code)\\n".utf8))
                exit(1)
            }
            """
    }

    private static func exchange(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload: "    let (body, response) = try await URLSession.shared.upload(for: request, fromFile: file)"
        case .download: "    let (part, response) = try await URLSession.shared.download(for: request)"
        case .inspect, .delete: "    let (body, response) = try await URLSession.shared.data(for: request)"
        }
    }

    private static func refused(_ request: SnippetRequest) -> String {
        "FileHandle.standardError.write(\(request.action == .download ? "(try? Data(contentsOf: part)) ?? Data()" : "body"))"
    }

    private static func finish(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload, .delete: "    FileHandle.standardOutput.write(body)"
        case .inspect:
            """
                _ = body
                for (name, value) in answer.allHeaderFields { print("\\(name): \\(value)") }
            """
        case .download:
            """
                if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
                try FileManager.default.moveItem(at: part, to: file)
            """
        }
    }
}

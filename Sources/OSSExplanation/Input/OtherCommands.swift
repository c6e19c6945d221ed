import OSSSigning

/// wget's options, as far as they change the request.
enum WgetCommand {
    static func read(_ arguments: [[UInt8]], into observation: inout Observation) -> [UInt8]? {
        var url: [UInt8]?
        var method: String?
        var hasBody = false
        var index = 0
        func value(_ word: [UInt8], _ name: String) -> [UInt8]? {
            if word.starts(with: "\(name)=") { return Array(word.dropFirst(name.utf8.count + 1)) }
            guard word.elementsEqual(name.utf8), index < arguments.count else { return nil }
            index += 1
            return arguments[index - 1]
        }
        while index < arguments.count {
            let word = arguments[index]
            index += 1
            if let text = value(word, "--method") {
                method = ASCII.uppercased(text.text)
            } else if let line = value(word, "--header") {
                if let colon = line.firstIndex(of: ASCII.colon) {
                    observation.fields.append(HeaderLine(name: Array(line[..<colon]).trimmed.text, value: Array(line[(colon + 1)...]).trimmed.text))
                }
            } else if value(word, "--body-file") != nil || value(word, "--body-data") != nil {
                hasBody = true
            } else if value(word, "--post-file") != nil || value(word, "--post-data") != nil {
                hasBody = true
                method = method ?? "POST"
            } else if word.elementsEqual("-O".utf8) || word.elementsEqual("-o".utf8) {
                index += 1
            } else if word.first != ASCII.hyphen, url == nil {
                url = word
            }
        }
        observation.method = method ?? "GET"
        if hasBody { CommandReader.add("Content-Type", "application/x-www-form-urlencoded", to: &observation, removed: []) }
        return url
    }
}

/// httpie's arguments: method, URL, `Name:value`, `@file`.
enum HTTPieCommand {
    static func read(_ arguments: [[UInt8]], into observation: inout Observation) -> [UInt8]? {
        var url: [UInt8]?
        var method: String?
        var removed: Set<String> = []
        var contentType: String?
        var isForm = false
        for word in arguments {
            let text = word.text
            if word.first == ASCII.hyphen {
                if ["--form", "-f", "--multipart"].contains(text) { isForm = text == "--multipart" || isForm }
                if text == "--multipart" { contentType = "multipart/form-data" }
            } else if url == nil, method == nil, word.allSatisfy(ASCII.isUppercase) {
                method = text
            } else if url == nil {
                url = word
            } else if word.first == UInt8(ascii: "@") {
                contentType = contentType ?? type(ofFile: text)
                method = method ?? "POST"
            } else if let colon = word.firstIndex(of: ASCII.colon), !word[..<colon].contains(ASCII.equals) {
                let name = Array(word[..<colon]).text
                let value = Array(word[(colon + 1)...]).text
                if value.isEmpty {
                    removed.insert(ASCII.lowercased(name))
                } else {
                    observation.fields.append(HeaderLine(name: name, value: value))
                }
            } else if word.contains(ASCII.equals) {
                contentType = contentType ?? "application/json"
                method = method ?? "POST"
            }
        }
        observation.method = method ?? "GET"
        observation.isMultipartForm = isForm
        if let contentType { CommandReader.add("Content-Type", contentType, to: &observation, removed: removed) }
        return url
    }

    /// By the name's ending, as httpie guesses it; `nil` when it sends none.
    private static func type(ofFile name: String) -> String? {
        let types = [
            ".txt": "text/plain", ".json": "application/json", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png",
            ".pdf": "application/pdf",
            ".html": "text/html", ".csv": "text/csv", ".mp4": "video/mp4", ".zip": "application/zip", ".gif": "image/gif", ".xml": "text/xml",
        ]
        let lower = ASCII.lowercased(name)
        return types.first { lower.ends(with: $0.key) }?.value
    }
}

extension ASCII {
    /// Folds `a-z` only.
    static func uppercased(_ text: String) -> String {
        String(decoding: text.utf8.map { isLowercase($0) ? $0 & 0xDF : $0 }, as: UTF8.self)
    }
}

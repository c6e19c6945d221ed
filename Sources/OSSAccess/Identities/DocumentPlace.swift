import OSSSigning
import OSSWire

/// A value of a document of identities, with the way to it.
struct DocumentPlace {
    typealias Failure = IdentitiesDocumentError

    let value: JSONValue
    let path: [Failure.Step]

    func failure(_ problem: String) -> Failure { Failure(path, problem) }

    /// The object at this place, all of whose members are known here.
    func object(_ known: [StaticString]) throws(Failure) -> DocumentObject {
        guard let object = value.object else { throw failure("it is no object (a mapping of names to values)") }
        for member in object.members where !known.contains(where: { "\($0)".utf8.elementsEqual(member.name.utf8) }) {
            throw failure("unknown member \(IdentityNote.quoted(member.name)); there are \(known.map { "\($0)" }.joined(separator: ", "))")
        }
        return DocumentObject(object: object, path: path)
    }

    /// - Parameter limit: the most elements.
    func elements(upTo limit: Int) throws(Failure) -> [DocumentPlace] {
        guard let elements = value.array else { throw failure("it is no list") }
        guard elements.count <= limit else { throw failure("there are more than \(limit)") }
        return elements.enumerated().map { DocumentPlace(value: $1, path: path + [.element($0)]) }
    }

    func string() throws(Failure) -> String {
        switch value {
        case .string(let text): return text
        // YAML takes 0123 and yes for other things than texts.
        case .integer, .decimal, .boolean, .null: throw failure("it is no string; put it in quotes")
        default: throw failure("it is no string")
        }
    }

    func integer() throws(Failure) -> Int {
        guard let number = value.integer, let integer = Int(exactly: number) else { throw failure("it is no whole number") }
        return integer
    }

    /// Does what may break one of RAM's rules, and says where it was.
    func checked<Value>(_ body: () throws(IdentityError) -> Value) throws(Failure) -> Value {
        do { return try body() } catch { throw failure(error.message) }
    }

    /// A list of texts, each of which occurs once.
    func names(upTo limit: Int) throws(Failure) -> [(place: DocumentPlace, text: String)] {
        var seen: Set<[UInt8]> = []
        var names: [(place: DocumentPlace, text: String)] = []
        for element in try elements(upTo: limit) {
            let text = try element.string()
            guard seen.insert(Array(text.utf8)).inserted else { throw element.failure("it occurs twice") }
            names.append((element, text))
        }
        return names
    }
}

/// An object of a document of identities.
struct DocumentObject {
    let object: JSONObject
    let path: [IdentitiesDocumentError.Step]

    subscript(name: StaticString) -> DocumentPlace? {
        let name = "\(name)"
        return object[name].map { DocumentPlace(value: $0, path: path + [.member(name)]) }
    }

    func required(_ name: StaticString) throws(IdentitiesDocumentError) -> DocumentPlace {
        guard let place = self[name] else { throw IdentitiesDocumentError(path, "\(name) is missing") }
        return place
    }
}

import HTTPTypes
import NIOHTTP1
import OSSSigning
import OSSWire

extension FuzzTarget {
    /// What an application server reads of a callback: a head, and then the public key.
    static let callbackSignature = FuzzTarget("callback-signature") { input in
        var lines = InputLines(input)
        let head = InputHead(lines.paragraph()).head
        var fields = HTTPFields()
        for (name, value) in head.headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        let pem = lines.remainder()
        let callback = reading { try PresentedCallback(target: head.uri, headers: fields, body: pem) }
        guard let key = reading({ try CallbackPublicKey(pem: pem) }) else { return }
        try BrokenLaw.unless(CallbackPublicKey.bitCounts.contains(key.bitCount), "a key has a size that is computed with")
        try BrokenLaw.unless(!key.isValidSignature([], of: pem), "no signature is none")
        try BrokenLaw.unless(
            !key.isValidSignature([UInt8](repeating: 0, count: (key.bitCount + 7) / 8), of: pem), "zeroes sign nothing")
        if let callback { _ = reading { try callback.verify(with: key) } }
    }
}

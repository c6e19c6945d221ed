import ArgumentParser

/// `waybill callback`: what an application server does with upload callbacks.
struct CallbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callback", abstract: "Receive upload callbacks.", subcommands: [CallbackListenCommand.self])
}

using System.Diagnostics;

namespace OpenAiSpend.Attribution;

/// <summary>What is called, as attributes: the operation, the provider, the model that was asked for and the server.</summary>
internal readonly struct CalledModel(string operation, string? provider, string? model, Uri? server)
{
    /// <summary>What is not known has no attribute.</summary>
    public TagList Tags
    {
        get
        {
            TagList tags = new() { { "gen_ai.operation.name", operation } };
            if (provider is not null)
            {
                tags.Add("gen_ai.provider.name", provider);
            }

            if (model is not null)
            {
                tags.Add("gen_ai.request.model", model);
            }

            if (server is not null)
            {
                tags.Add("server.address", server.Host);
                tags.Add("server.port", server.Port);
            }

            return tags;
        }
    }
}

import logo from '../favicon.svg'

export function Brand() {
  return (
    <span className="brand">
      <img src={logo} alt="" width={28} height={28} />
      Rollcall
    </span>
  )
}
